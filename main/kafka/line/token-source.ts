import { type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { z } from 'zod';
import type { ServerSecrets, ServerSecurity } from '../../../shared/server-access.ts';
import type { Clock } from '../../transfers/ports.ts';
import { isTelling, LineFailure } from './line-failure.ts';
import { openLine } from './open-line.ts';
import { wayTo } from './way.ts';

type Client = Extract<ServerSecurity['signIn'], { mechanism: 'oauthbearer' }>;
type Token = { readonly value: string; readonly renewAt: number };

const answerWithin = 10_000;
const longestAnswer = 64 * 1024;
/** Where the service does not say how long a token is good for. */
const usualLife = 300; // seconds
/** kafkajs signs in again ten seconds before the server ends a session: the token has to be a new one by then. */
const spare = 30; // seconds

const answer = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().optional(),
});

/** Access tokens of one client (RFC 6749 section 4.4), each used until shortly before its end. */
export class TokenSource {
  readonly #security: ServerSecurity;
  readonly #secrets: ServerSecrets;
  readonly #clock: Clock;
  #token: Token | null = null;
  #asking: Promise<Token> | null = null;

  /** @param security one that signs in by `oauthbearer` */
  constructor(security: ServerSecurity, secrets: ServerSecrets, clock: Clock) {
    this.#security = security;
    this.#secrets = secrets;
    this.#clock = clock;
  }

  /** @throws LineFailure */
  async token(): Promise<string> {
    if (this.#token && this.#clock.now() < this.#token.renewAt) return this.#token.value;
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    this.#token = await this.#asking;
    return this.#token.value;
  }

  async #ask(): Promise<Token> {
    const askedAt = this.#clock.now();
    const { status, body } = await this.#post(this.#security.signIn as Client);
    if (status === 400 || status === 401 || status === 403) throw new LineFailure('token-refused');
    const read = status === 200 ? answer.safeParse(jsonOf(body)) : null;
    if (!read?.success) throw new LineFailure('token-unusable');
    const { access_token: value, expires_in: life = usualLife } = read.data;
    return { value, renewAt: askedAt + (life - Math.max(life * 0.2, Math.min(spare, life / 2))) * 1_000 };
  }

  async #post(client: Client): Promise<{ readonly status: number; readonly body: string }> {
    const url = new URL(client.tokenEndpoint);
    const ended = new AbortController();
    const cancel = this.#clock.after(answerWithin, () => ended.abort());
    try {
      const target = { host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 443) };
      const line = await openLine(wayTo({ security: this.#security }, this.#secrets), target, ended.signal);
      try {
        return await post(line, url, client, this.#secrets.clientSecret ?? '', ended.signal);
      } finally {
        line.destroy();
      }
    } catch (error) {
      throw failureOf(error);
    } finally {
      cancel();
    }
  }
}

function post(
  line: Socket,
  url: URL,
  { clientId, scope }: Client,
  secret: string,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly body: string }> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
  const signIn = [clientId, secret].map(encodeURIComponent).join(':');
  const headers = {
    host: url.host,
    accept: 'application/json',
    authorization: `Basic ${Buffer.from(signIn).toString('base64')}`,
    'content-type': 'application/x-www-form-urlencoded',
  };
  return new Promise((resolve, reject) => {
    const path = `${url.pathname}${url.search}`;
    const asked = request({ method: 'POST', path, headers, createConnection: () => line, signal });
    asked.once('error', reject);
    asked.once('response', (response) => {
      bodyOf(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject);
    });
    asked.end(form.toString());
  });
}

async function bodyOf(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of response) {
    length += (part as Buffer).length;
    if (length > longestAnswer) throw new LineFailure('token-unusable');
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What is wrong with the proxy or the token is said as that; a line that could not be opened is the service's. */
function failureOf(error: unknown): LineFailure {
  const isOwn = error instanceof LineFailure && /^(?:proxy-|token-|secret-|client-)/.test(error.code);
  return isOwn && isTelling(error.code) ? error : new LineFailure('token-unreachable', error);
}

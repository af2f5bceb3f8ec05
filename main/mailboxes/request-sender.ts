import type { RequestState } from '../../shared/identity.ts';
import { REQUESTS_TOPIC } from '../protocol/destination.ts';
import { DAY } from '../protocol/limits.ts';
import {
  encodeRenewal,
  encodeRequest,
  renewalKey,
  renewalStatement,
  requestKey,
} from '../protocol/registry-record.ts';
import { type Clock, isTemporary, type Leaf, PublishRefused } from '../transfers/ports.ts';

/** Kafka keeps requests for some days: one that nobody answered is sent again. */
const sendAgainAfter = DAY;

type Bus = { publishPlain(topic: string, key: string, value: Buffer): Promise<unknown> };

export type DueRequest = {
  readonly destination: string;
  readonly kid: string;
  /** PKCS#10, DER. */
  readonly request: Buffer;
  /** The certificate that it follows; null for a first one. */
  readonly follows: Leaf | null;
  /** By the key of that certificate. */
  readonly sign: (kid: string, statement: string) => Buffer;
};

/** Sends requests for certificates (protocol.md 7.4), each until Kafka has it, and once a day. */
export class RequestSender {
  readonly #clock: Pick<Clock, 'now'>;
  /** When the request of an address and a key was taken in this run; milliseconds since 1970. */
  readonly #sentAt = new Map<string, number>();
  /** The reason after which the person asked again, by kid. */
  readonly #askedAgain = new Map<string, string | null>();
  /** Why the last one was not taken, as far as it was tried. */
  #refusal: Exclude<RequestState, 'sent'> = 'not-sent';

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  stateOf(destination: string, kid: string | null): RequestState {
    return kid !== null && this.#sentAt.has(requestKey(destination, kid)) ? 'sent' : this.#refusal;
  }

  /** The person asked again after a refusal: it says nothing about this request any more. */
  isAskedAgain(kid: string, reason: string): boolean {
    return this.#askedAgain.get(kid) === reason;
  }

  again(destination: string, kid: string, reason: string | null): void {
    this.#askedAgain.set(kid, reason);
    this.#sentAt.delete(requestKey(destination, kid));
  }

  forget(): void {
    this.#sentAt.clear();
    this.#refusal = 'not-sent';
  }

  /** Not while Kafka has it. */
  isDue(destination: string, kid: string): boolean {
    const sentAt = this.#sentAt.get(requestKey(destination, kid));
    return sentAt === undefined || this.#clock.now() - sentAt >= sendAgainAfter;
  }

  async send(bus: Bus, { destination, kid, request, follows, sign }: DueRequest): Promise<void> {
    const now = this.#clock.now();
    const id = requestKey(destination, kid);
    const [key, value] = follows
      ? [
          renewalKey(destination, kid),
          encodeRenewal(request, follows.fingerprint, sign(follows.kid, renewalStatement(request))),
        ]
      : [id, encodeRequest(request)];
    try {
      await bus.publishPlain(REQUESTS_TOPIC, key, value);
      this.#sentAt.set(id, now);
      this.#refusal = 'not-sent';
    } catch (error) {
      this.#refusal = whyNotTaken(error);
    }
  }
}

function whyNotTaken(error: unknown): Exclude<RequestState, 'sent'> {
  // Sent with the next connection.
  if (isTemporary(error)) return 'not-sent';
  if (error instanceof PublishRefused && (error.why === 'not-allowed' || error.why === 'clock-wrong'))
    return error.why;
  console.error('the request for a certificate was not taken', error);
  return 'not-taken';
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SecureKafka } from '../driver/kafka-secure.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

const asked = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => asked.abort());
const untilAsked = new Promise<void>((resolve) =>
  asked.signal.addEventListener('abort', () => resolve(), { once: true }),
);

/** Files that `npm run organisation` takes, and a person's for the app. */
function writeAccess(dir: string, name: string, { access, secrets }: SecureKafka['administrator']): void {
  writeFileSync(join(dir, `${name}.server.json`), JSON.stringify(access, null, 2));
  writeFileSync(join(dir, `${name}.secrets.json`), JSON.stringify(secrets), { mode: 0o600 });
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { destination: { type: 'string', multiple: true } } });
  const people = values.destination ?? ['alice@acme', 'bob@acme'];
  const libsDir = process.env.SEALPOST_KAFKA;
  if (!libsDir) throw new Error('start this with: npm run kafka:secure');
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-kafka-'));
  say('Starting three Kafka nodes with TLS, SCRAM and ACLs…');
  let kafka: SecureKafka | null = null;
  try {
    kafka = await SecureKafka.start(libsDir, join(dir, 'nodes'), asked.signal);
    writeAccess(dir, 'admin', kafka.administrator);
    writeAccess(dir, 'registrar', kafka.registrar);
    for (const destination of people) writeAccess(dir, destination, await kafka.personFor(destination));
    say(
      `Up at ${kafka.brokers.join(', ')}; the listener for certificates at ${kafka.mutualBrokers.join(', ')}.`,
    );
    say(`Authority of their certificates: ${join(dir, 'nodes', 'authority.pem')}`);
    say('How each user signs in (NAME.server.json), and their passwords (NAME.secrets.json, for you alone):');
    for (const name of ['admin', 'registrar', ...people]) say(`  ${join(dir, name)}.server.json`);
    say('Ctrl+C ends it and removes everything it made.');
    await untilAsked;
    return 0;
  } catch (error) {
    if (asked.signal.aborted) return 0;
    throw error;
  } finally {
    await kafka?.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`kafka:secure: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

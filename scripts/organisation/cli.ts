import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { toPem } from './certificates.ts';
import { Organisation } from './organisation.ts';
import { Registrar } from './registrar.ts';

const usage = `Usage:
  npm run organisation -- create --organisation DIR --name NAME --brokers HOST:PORT
      makes an organisation and its topics; prints the connection file for its people
  npm run --silent organisation -- issue --organisation DIR --request FILE --destination NAME@ORGANISATION --brokers HOST:PORT
      signs a PKCS#10 request, makes the inbox, publishes the registry record; prints the certificate chain as PEM`;

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      organisation: { type: 'string' },
      name: { type: 'string' },
      request: { type: 'string' },
      destination: { type: 'string' },
      brokers: { type: 'string' },
    },
  });
  const { organisation: dir, name, request, destination } = values;
  const brokers = values.brokers?.split(',') ?? [];
  const [command] = positionals;
  if (command === 'create' && dir && name && brokers.length > 0) {
    const organisation = Organisation.create(dir, name);
    await withRegistrar(organisation, brokers, (registrar) => registrar.prepare());
    process.stdout.write(`${JSON.stringify(organisation.connectionFile(brokers), null, 2)}\n`);
    return 0;
  }
  if (command === 'issue' && dir && request && destination && brokers.length > 0) {
    const organisation = Organisation.open(dir);
    const certificates = await withRegistrar(organisation, brokers, async (registrar) => {
      await registrar.prepare();
      return registrar.register(readFileSync(request), destination);
    });
    process.stdout.write(certificates.map(toPem).join(''));
    return 0;
  }
  process.stderr.write(`${usage}\n`);
  return 2;
}

async function withRegistrar<T>(
  organisation: Organisation,
  brokers: readonly string[],
  work: (registrar: Registrar) => Promise<T>,
): Promise<T> {
  const registrar = await Registrar.connect(organisation, brokers);
  try {
    return await work(registrar);
  } finally {
    await registrar.close();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`organisation: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

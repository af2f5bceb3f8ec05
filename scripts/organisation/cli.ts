import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../main/clock/system-clock.ts';
import { requestCode } from '../../main/protocol/request-code.ts';
import { toPem } from '../../main/registrar/certificates.ts';
import { Organisation } from '../../main/registrar/organisation.ts';
import { type AskedFor, Registrar } from '../../main/registrar/registrar.ts';
import { openAccess, type ServerAccess } from '../../shared/server-access.ts';

const usage = `Usage:
  npm run --silent organisation -- create --organisation DIR --name NAME --brokers HOST:PORT
      makes an organisation and its topics, or opens it again; prints the connection file for its people
  npm run --silent organisation -- requests --organisation DIR --brokers HOST:PORT [--save DIR]
      lists who asks for a certificate: address, name, and the request code that the person reads to you
  npm run --silent organisation -- issue --organisation DIR --request FILE --destination NAME@ORGANISATION --brokers HOST:PORT
      signs a PKCS#10 request, makes the inbox, publishes the registry record; prints the certificate chain as PEM`;

const forms: Readonly<Record<string, string>> = {
  organisation: 'DIR',
  name: 'NAME',
  request: 'FILE',
  destination: 'NAME@ORGANISATION',
  brokers: 'HOST:PORT',
};

type Values = Readonly<Record<string, string | undefined>>;
type Command = {
  readonly needs: readonly string[];
  readonly run: (given: (name: string) => string, values: Values) => Promise<void>;
};

const commands: Readonly<Record<string, Command>> = {
  create: {
    needs: ['organisation', 'name', 'brokers'],
    run: async (given) => {
      const organisation = Organisation.openOrCreate(given('organisation'), given('name'), systemClock);
      const access = openAccess(given('brokers').split(','));
      await withRegistrar(organisation, access, (registrar) => registrar.prepare());
      process.stdout.write(`${JSON.stringify(organisation.connectionFile(access), null, 2)}\n`);
    },
  },
  requests: {
    needs: ['organisation', 'brokers'],
    run: async (given, { save }) => {
      const organisation = Organisation.open(given('organisation'), systemClock);
      const asked = await withRegistrar(organisation, openAccess(given('brokers').split(',')), (registrar) =>
        registrar.pending(),
      );
      if (asked.length === 0) process.stderr.write('Nobody is waiting for a certificate.\n');
      if (save !== undefined) mkdirSync(save, { recursive: true });
      for (const one of asked) {
        process.stdout.write(
          `${one.destination}  ${printable(one.label)}\n  ${requestCode(one.publicKey)}\n`,
        );
        if (save !== undefined) process.stdout.write(`  ${saveRequest(save, one)}\n`);
      }
    },
  },
  issue: {
    needs: ['organisation', 'request', 'destination', 'brokers'],
    run: async (given) => {
      const organisation = Organisation.open(given('organisation'), systemClock);
      const request = readFileSync(given('request'));
      const certificates = await withRegistrar(
        organisation,
        openAccess(given('brokers').split(',')),
        async (registrar) => {
          await registrar.prepare();
          return registrar.register(request, given('destination'));
        },
      );
      process.stdout.write(certificates.map(toPem).join(''));
    },
  },
};

async function main(): Promise<number> {
  const option = { type: 'string' } as const;
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      organisation: option,
      name: option,
      request: option,
      destination: option,
      brokers: option,
      save: option,
    },
  });
  const [name = ''] = positionals;
  const command = commands[name];
  if (!command) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const missing = command.needs.filter((one) => !(values as Values)[one]);
  if (missing.length > 0) {
    const all = command.needs.map((one) => `--${one} ${forms[one]}`).join(' ');
    process.stderr.write(
      `organisation: ${name} lacks ${missing.map((one) => `--${one}`).join(' and ')}.\n` +
        `  Run: npm run --silent organisation -- ${name} ${all}\n`,
    );
    return 2;
  }
  await command.run((one) => (values as Values)[one] ?? '', values);
  return 0;
}

/** A name is somebody else's text: it must not steer a terminal. */
const printable = (label: string): string => label.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '');

function saveRequest(dir: string, { destination, kid, request }: AskedFor): string {
  const path = join(dir, `${destination}-${kid.slice(0, 8)}.csr`);
  writeFileSync(path, request);
  return path;
}

async function withRegistrar<T>(
  organisation: Organisation,
  access: ServerAccess,
  work: (registrar: Registrar) => Promise<T>,
): Promise<T> {
  const registrar = await Registrar.connect(organisation, access, {}, systemClock);
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

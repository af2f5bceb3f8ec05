import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../main/clock/system-clock.ts';
import { requestCode } from '../../main/protocol/request-code.ts';
import { toPem } from '../../main/registrar/certificates.ts';
import { Organisation } from '../../main/registrar/organisation.ts';
import { type AskedFor, Registrar } from '../../main/registrar/registrar.ts';
import { acls, aclsUsage } from './acls.ts';
import { check, checkUsage } from './check.ts';
import { forEverybody, type Server, serverFrom } from './server.ts';

const usage = `Usage:
  npm run --silent organisation -- create --organisation DIR --name NAME --brokers HOST:PORT
      makes an organisation and its topics, or opens it again; prints the connection file for its people
  npm run --silent organisation -- requests --organisation DIR --brokers HOST:PORT [--save DIR]
      lists who asks for a certificate: address, name, and the request code that the person reads to you
  npm run --silent organisation -- issue --organisation DIR --request FILE --destination NAME@ORGANISATION --brokers HOST:PORT
      signs a PKCS#10 request, makes the inbox, publishes the registry record; prints the certificate chain as PEM
${aclsUsage}
${checkUsage}
  --server FILE [--secrets FILE] stands for --brokers where the servers want TLS or a sign-in (docs/administration.md)`;

const forms: Readonly<Record<string, string>> = {
  organisation: 'DIR',
  name: 'NAME',
  request: 'FILE',
  destination: 'NAME@ORGANISATION',
  brokers: 'HOST:PORT',
  principal: 'NAME',
};

type Values = Readonly<Record<string, string | undefined>>;
type Command = {
  readonly needs: readonly string[];
  /** @returns the exit code, where it is not 0 */
  readonly run: (given: (name: string) => string, values: Values, server: () => Server) => Promise<unknown>;
};

const commands: Readonly<Record<string, Command>> = {
  create: {
    needs: ['organisation', 'name', 'brokers'],
    run: async (given, _, server) => {
      const organisation = Organisation.openOrCreate(given('organisation'), given('name'), systemClock);
      await withRegistrar(organisation, server(), (registrar) => registrar.prepare());
      const file = organisation.connectionFile(forEverybody(server().access));
      process.stdout.write(`${JSON.stringify(file, null, 2)}\n`);
    },
  },
  requests: {
    needs: ['organisation', 'brokers'],
    run: async (given, { save }, server) => {
      const organisation = Organisation.open(given('organisation'), systemClock);
      const asked = await withRegistrar(organisation, server(), (registrar) => registrar.pending());
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
    run: async (given, _, server) => {
      const organisation = Organisation.open(given('organisation'), systemClock);
      const request = readFileSync(given('request'));
      const certificates = await withRegistrar(organisation, server(), async (registrar) => {
        await registrar.prepare();
        return registrar.register(request, given('destination'));
      });
      process.stdout.write(certificates.map(toPem).join(''));
    },
  },
  acls: {
    needs: ['principal', 'brokers'],
    run: (given, { destination, role, print }, server) =>
      acls({ principal: given('principal'), destination, role, print: print !== undefined }, server()),
  },
  check: {
    needs: ['brokers'],
    run: (_given, { destination }, server) => check(server(), destination ?? null),
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
      server: option,
      secrets: option,
      principal: option,
      role: option,
      print: { type: 'boolean' },
    },
  });
  const given: Values = { ...values, print: values.print ? 'yes' : undefined };
  const [name = ''] = positionals;
  const command = commands[name];
  if (!command) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  // A file says where the servers are, too.
  const missing = command.needs.filter((one) => !given[one] && !(one === 'brokers' && given.server));
  if (missing.length > 0) {
    const all = command.needs.map((one) => `--${one} ${forms[one]}`).join(' ');
    process.stderr.write(
      `organisation: ${name} lacks ${missing.map((one) => `--${one}`).join(' and ')}.\n` +
        `  Run: npm run --silent organisation -- ${name} ${all}\n`,
    );
    return 2;
  }
  const code = await command.run(
    (one) => given[one] ?? '',
    given,
    () => serverFrom(given),
  );
  return typeof code === 'number' ? code : 0;
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
  { access, secrets }: Server,
  work: (registrar: Registrar) => Promise<T>,
): Promise<T> {
  const registrar = await Registrar.connect(organisation, access, secrets, systemClock);
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

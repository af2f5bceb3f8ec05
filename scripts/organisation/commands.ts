import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../main/clock/system-clock.ts';
import { pause } from '../../main/clock/waits.ts';
import { writeWhole } from '../../main/files/whole-file.ts';
import { certificateRows } from '../../main/registrar/certificate-rows.ts';
import { toPem } from '../../main/registrar/certificates.ts';
import { askedFor } from '../../main/registrar/request-book.ts';
import { openRootCopy } from '../../main/registrar/root-copy.ts';
import type { RevocationReason } from '../../shared/registrar.ts';
import { acls } from './acls.ts';
import { foundIn, openIn } from './authority-keys.ts';
import { check } from './check.ts';
import { type Command, done, printable, withLine, withRegistrar } from './command.ts';
import { forEverybody, serverFrom } from './server.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** What a registrar does without a screen: on a server, or from a script. */
export const commands: Readonly<Record<string, Command>> = {
  create: {
    says: 'makes an organisation and its topics, or opens it again; prints the connection file for its people',
    needs: ['organisation', 'name', 'brokers'],
    run: async (given, values) => {
      const authority = await foundIn(given('organisation'), given('name'), values['password-file']);
      await withLine(authority, values, async () => {});
      const { access } = serverFrom(values);
      print(JSON.stringify(authority.connectionFile(forEverybody(access)), null, 2));
    },
  },
  requests: {
    says: 'lists who asks for a certificate: address, name, and the request code that the person reads to you',
    needs: ['organisation', 'brokers'],
    takes: ['save'],
    run: (given, values) =>
      withRegistrar(given, values, async ({ registrar }) => {
        await registrar.readRequests();
        const { requests } = registrar.status();
        const waiting = requests.filter(({ state }) => state.kind === 'waiting');
        if (waiting.length === 0) process.stderr.write('Nobody is waiting for a certificate.\n');
        for (const { id, destination, label, code } of waiting) {
          print(`${destination}  ${printable(label)}\n  ${code}`);
          const der = values.save === undefined ? null : registrar.requestOf(id);
          if (der && values.save !== undefined) print(`  ${saveRequest(values.save, id, der)}`);
        }
      }),
  },
  issue: {
    says: 'signs a PKCS#10 request, makes the inbox, publishes the registry record; prints the certificate chain as PEM',
    needs: ['organisation', 'request', 'destination', 'brokers'],
    run: (given, values) =>
      withRegistrar(given, values, async ({ registrar }) => {
        const asked = askedFor(readFileSync(given('request')), given('destination'), systemClock.now());
        process.stdout.write((await registrar.certify(asked)).map(toPem).join(''));
      }),
  },
  refuse: {
    says: 'refuses the request of a key, as the code that the person reads was another one; the person reads the reason',
    needs: ['organisation', 'destination', 'kid', 'reason', 'brokers'],
    run: (given, values) =>
      withRegistrar(given, values, async ({ registrar }) => {
        await registrar.readRequests();
        done(await registrar.refuse(`${given('destination')} ${given('kid')}`, given('reason')));
      }),
  },
  people: {
    says: 'lists the certificates: address, name, until when, state, fingerprint',
    needs: ['organisation', 'brokers'],
    run: (given, values) =>
      withRegistrar(given, values, async ({ registry }, authority) => {
        const { rows } = certificateRows(authority, registry, systemClock.now(), '', Number.MAX_SAFE_INTEGER);
        for (const { destination, label, validUntil, state, fingerprint } of rows)
          print(
            `${destination}  ${printable(label)}  ${new Date(validUntil).toISOString()}  ${state.kind}  ${fingerprint}`,
          );
      }),
  },
  revoke: {
    says: 'revokes a certificate; a stolen or mistaken one counts nowhere any more, the others until now',
    needs: ['organisation', 'destination', 'why', 'brokers'],
    takes: ['note'],
    run: (given, values) =>
      withRegistrar(given, values, async ({ registrar, registry }) => {
        const destination = given('destination');
        const verdict = registry.newest(destination);
        if (verdict.kind !== 'valid') throw new Error(`${destination} has no valid certificate`);
        if (!isReason(given('why'))) throw new Error(`--why is one of ${reasons.join(', ')}`);
        const why = given('why') as RevocationReason;
        done(await registrar.revoke(destination, verdict.leaf.fingerprint, why, values.note ?? ''));
      }),
  },
  serve: {
    says: 'renews the lists of revoked certificates and answers renewals by itself, until it is stopped',
    needs: ['organisation', 'brokers'],
    takes: ['every'],
    run: (given, values) =>
      withRegistrar(given, values, async ({ registrar }) => {
        const minutes = Number(values.every ?? '60');
        if (!(minutes > 0)) throw new Error('--every is a number of minutes');
        let isStopped = false;
        for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => (isStopped = true));
        for (let next = 0; !isStopped; await pause(systemClock, 1_000)) {
          if (systemClock.now() < next) continue;
          next = systemClock.now() + minutes * 60_000;
          await registrar.tend();
          const { peopleList, due } = registrar.status().authority;
          const until = new Date(peopleList.until).toISOString();
          const what = due.map(({ kind }) => kind).join(', ') || 'nothing';
          print(`list ${peopleList.number} counts until ${until}; due: ${what}`);
        }
      }),
  },
  lists: {
    says: 'renews the lists of revoked certificates once, for a timer of the system; with --file by the root copy, the root’s too',
    needs: ['organisation', 'brokers'],
    takes: ['file'],
    run: (given, values) =>
      withRegistrar(given, values, async ({ registrar }) => {
        if (values.file !== undefined) {
          const copy = await openRootCopy(readFileSync(values.file), rootPassword());
          if (typeof copy === 'string') throw new Error(`the root copy was not opened: ${copy}`);
          done(await registrar.renewIssuers(copy, null));
        }
        registrar.lists.renewPeople();
        await registrar.lists.tend();
        print(`list ${registrar.status().authority.peopleList.number} is published`);
      }),
  },
  acls: {
    says: 'gives a person (--destination), or the registrar (--role), the rights that are needed and no more; --print prints them as lines for a shell',
    needs: ['principal', 'brokers'],
    takes: ['destination', 'role', 'print'],
    run: (given, values) => {
      const { destination, role, print: printed } = values;
      const wanted = { principal: given('principal'), destination, role, print: printed !== undefined };
      return acls(wanted, serverFrom(values));
    },
  },
  check: {
    says: 'checks the way to the servers step by step, and what the account may do there',
    needs: ['brokers'],
    takes: ['destination'],
    run: (_, values) => check(serverFrom(values), values.destination ?? null),
  },
  'root-copy': {
    says: 'writes the root key into a file under a password, and takes it from this computer',
    needs: ['organisation', 'file'],
    run: async (given, values) => {
      const authority = await openIn(given('organisation'), values['password-file']);
      if (!authority.hasRootKey) throw new Error('the root key is not on this computer any more');
      writeWhole(given('file'), await authority.sealRootCopy(rootPassword()));
      authority.rootCopySaved();
    },
  },
};

const reasons: readonly RevocationReason[] = ['stolen', 'broken', 'left', 'changed', 'mistake'];
const isReason = (text: string): boolean => reasons.some((one) => one === text);

/** The password of the root copy comes in a file, never as an argument. */
function rootPassword(): string {
  const path = process.env.SEALPOST_ROOT_PASSWORD_FILE;
  if (path === undefined)
    throw new Error('name the file with the password of the root copy by SEALPOST_ROOT_PASSWORD_FILE');
  return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
}

function saveRequest(dir: string, id: string, der: Buffer): string {
  const [destination = '', kid = ''] = id.split(' ');
  mkdirSync(dir, { recursive: true });
  const path = join(dir, `${destination}-${kid.slice(0, 8)}.csr`);
  writeFileSync(path, der);
  return path;
}

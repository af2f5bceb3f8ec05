import { createPublicKey, type KeyObject, randomBytes } from 'node:crypto';
import { systemClock } from '../main/clock/system-clock.ts';
import { readCertificate } from '../main/pki/certificate.ts';
import { REGISTRY_TOPIC } from '../main/protocol/destination.ts';
import { encodeRegistryValue, registryKey } from '../main/protocol/registry-record.ts';
import { certificateRows } from '../main/registrar/certificate-rows.ts';
import type { Office } from '../scripts/driver/office.ts';
import type { Api } from '../shared/ipc.ts';
import { settledMemory } from './memory.ts';

declare const window: { readonly sealpost: Api };

const first = ['Anna', 'Łukasz', 'Maja', 'Jonas', 'Eva', 'Ingrid', 'Peter', 'Dora', 'Sven', 'Fatima'];
const last = ['Lindqvist', 'Wójcik', 'Berg', 'Roth', 'Holm', 'Novák', 'Noor', 'Martin', 'Chen', 'Wolf'];

/** A public key that nobody has the private key of: making ten thousand pairs would take an hour. */
function someKey(): KeyObject {
  const modulus = randomBytes(384);
  modulus[0] = (modulus[0] ?? 0) | 0x80;
  modulus[383] = (modulus[383] ?? 0) | 1;
  const key = { kty: 'RSA', n: modulus.toString('base64url'), e: 'AQAB' };
  return createPublicKey({ key, format: 'jwk' });
}

/** What an organisation of so many people costs the registrar, the server and each app. */
export async function measurePeople(office: Office, count: number, say: (line: string) => void) {
  const { organisation, registrar: line } = office;
  const { registrar, registry } = line;
  say(`certifying ${count} people…`);
  const began = performance.now();
  let bytes = 0;
  for (let n = 0; n < count; n += 50) {
    await Promise.all(
      Array.from({ length: Math.min(50, count - n) }, async (_, i) => {
        const who = n + i;
        const destination = `person.${who}@${organisation.name}`;
        const label = `${first[who % 10]} ${last[who % 10]} ${who}`;
        const request = {
          der: Buffer.alloc(0),
          publicKey: someKey(),
          commonName: label,
          emails: [destination],
        };
        const { kid, certificates } = organisation.issue(request, destination, {
          by: 'command',
          compared: null,
        });
        const value = encodeRegistryValue(certificates);
        bytes += value.length;
        await line.publish(REGISTRY_TOPIC, registryKey(destination, kid), value);
      }),
    );
  }
  await registry.readToEnd();
  const certifyMs = (performance.now() - began) / count;

  say('revoking one in twenty…');
  for (let n = 0; n < count; n += 20) {
    const destination = `person.${n}@${organisation.name}`;
    const [found] = registry.certificatesOf(destination);
    const serial = found?.chain[0] && readCertificate(found.chain[0])?.serial;
    if (found && serial !== undefined) organisation.revoke({ kid: found.leaf.kid, serial }, 'left', '');
  }
  registrar.lists.renewPeople();
  await registrar.lists.tend();
  await registry.readToEnd();
  const listBytes = organisation.lastList('people')?.length ?? 0;

  const searched = timed(() => certificateRows(organisation, registry, systemClock.now(), 'wojcik 42', 500));
  const status = timed(() => registrar.status());

  say('starting an app that never saw them…');
  const app = office.person('newcomer', 'New Comer');
  await office.answerRequests();
  const fresh = performance.now();
  await app.start();
  await app.untilReady(180_000);
  const known = (): Promise<number> =>
    app.page.evaluate(async () => (await window.sealpost.call('destinations.list', undefined)).length);
  await app.until('all people are known', 180_000, async () => ((await known()) > count ? true : null));
  const firstMs = performance.now() - fresh;
  const memory = await settledMemory(app);
  await app.stop();
  const again = performance.now();
  await app.start();
  await app.untilReady(180_000);
  const restartMs = performance.now() - again;
  const listMs = await timedAsync(known);
  const searchMs = await timedAsync(async () => {
    await app.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'People' }).click();
    await app.page.getByRole('searchbox').first().fill('Berg 42');
    await app.page.getByText('Berg 42').first().waitFor();
  });
  await app.stop();
  return {
    people: count,
    certifyMs: round(certifyMs),
    registryMb: round(bytes / 2 ** 20),
    listKb: round(listBytes / 1024),
    firstReadS: round(firstMs / 1_000),
    restartS: round(restartMs / 1_000),
    mainMb: memory.main,
    rendererMb: memory.renderer,
    listMs: round(listMs),
    searchMs: round(searchMs),
    registrarSearchMs: round(searched),
    registrarStatusMs: round(status),
  };
}

function timed(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

async function timedAsync(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const round = (value: number): number => Math.round(value * 10) / 10;

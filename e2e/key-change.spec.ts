import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import type { Api } from '../shared/ipc.ts';
import { expect, test } from './support/fixtures.ts';
import { identityOf } from './support/joining.ts';
import { look } from './support/look.ts';

/** The app stands still, as a computer that sleeps; its way goes on where it was. */
const signal = ({ electron }: RunningApp, name: 'SIGSTOP' | 'SIGCONT'): void => {
  process.kill(electron.process().pid as number, name);
};

/** Sends a document of many pieces, and stands still after some of them. */
async function halfWay(from: RunningApp, path: string, to: string): Promise<string> {
  const [sent] = await from.send([path], to);
  await from.until('some pieces are with Kafka', 60_000, async () => {
    const now = (await from.transfers()).find(({ id }) => id === sent?.id);
    if (now?.status !== 'sending' || !((now.progress ?? 0) > 0.02)) return null;
    signal(from, 'SIGSTOP');
    return true;
  });
  return sent?.id as string;
}

const fingerprintOf = async (app: RunningApp): Promise<string | null> => {
  const status = await identityOf(app);
  return status.kind === 'ready' ? status.fingerprint : null;
};

/** A new key, vouched for by the old one, while the old certificate is valid. */
async function rotate(app: RunningApp): Promise<void> {
  const before = await fingerprintOf(app);
  await app.page.evaluate(() =>
    (window as unknown as { sealpost: Api }).sealpost.call('identity.askAgain', undefined),
  );
  await app.until('the new certificate is in use', 30_000, async () => {
    const now = await fingerprintOf(app);
    return now !== null && now !== before ? true : null;
  });
}

test('keys change between the pieces and the letter: the document arrives, and the next one too', async ({
  pair: { alice, bob },
  files,
}) => {
  const path = files('large.bin', randomBytes(96 * 1024 * 1024));
  const id = await halfWay(alice, path, bob.options.destination);
  await rotate(bob);
  signal(alice, 'SIGCONT');
  await rotate(alice);
  await alice.untilTransfer((one) => one.id === id && one.status === 'delivered', 'delivered', 120_000);
  for (const app of [alice, bob])
    expect(
      readdirSync(join(app.options.profileDir, 'keys')).filter((name) => name.endsWith('.key')),
    ).toHaveLength(2);
  const [next] = await bob.send([files('back.txt', 'with new keys')], alice.options.destination);
  await bob.untilTransfer((one) => one.id === next?.id && one.status === 'delivered', 'delivered');
});

test('a certificate that is revoked in mid-transfer gets no letter, and both learn why', async ({
  office,
  pair: { alice, bob },
  files,
}) => {
  const path = files('large.bin', randomBytes(96 * 1024 * 1024));
  const id = await halfWay(alice, path, bob.options.destination);
  const fingerprint = await fingerprintOf(bob);
  const revoked = await office.registrar.registrar.revoke(
    bob.options.destination,
    fingerprint as string,
    'stolen',
    '',
  );
  expect(revoked).toMatchObject({ ok: true });
  signal(alice, 'SIGCONT');
  const failed = await alice.untilTransfer(
    (one) => one.id === id && one.status === 'failed',
    'failed',
    120_000,
  );
  expect(failed.reason).toBe('recipient-certificate-invalid');
  await bob.until('Bob knows', 30_000, async () => {
    const status = await identityOf(bob);
    return status.kind === 'certificate-not-valid' && status.why === 'revoked' ? true : null;
  });
  await look(bob, 'life-revoked');
  expect(bob.received).toEqual([]);
});

test('keys that are gone are said; a new one for the same address works once it is certified', async ({
  pair: { alice, bob },
  files,
}) => {
  const keys = join(bob.options.profileDir, 'keys');
  await bob.stop();
  for (const name of readdirSync(keys)) renameSync(join(keys, name), join(bob.options.profileDir, name));
  await bob.start();
  expect(await identityOf(bob)).toMatchObject({ kind: 'keys-lost', why: 'files-missing' });
  expect(readdirSync(keys)).toEqual([]);
  await look(bob, 'keys-lost');
  await bob.page.getByRole('button', { name: 'Open settings' }).click();
  await look(bob, 'keys-lost-settings');
  await bob.page.getByRole('button', { name: 'Make a new key for this address…' }).click();
  await bob.page.getByRole('dialog').getByRole('button', { name: 'Make a new key' }).click();
  await bob.untilReady();
  const [sent] = await alice.send([files('to the new key.txt', 'x')], bob.options.destination);
  await alice.untilTransfer((one) => one.id === sent?.id && one.status === 'delivered', 'delivered');
});

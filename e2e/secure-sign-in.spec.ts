import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { connectionCauses } from '../renderer/text/connection-causes.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { httpProxy, socksProxy } from '../scripts/driver/test-proxies.ts';
import type { OfflineCause } from '../shared/connection.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

// Whole apps on a Kafka with TLS, sign-in and ACLs: what is wrong is said, and mended without a restart.

async function openConnection({ page }: RunningApp): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Connection' }).first().click();
}

async function isOffline({ page }: RunningApp, why: OfflineCause): Promise<void> {
  await expect(page.locator('.strip')).toHaveAttribute('data-offline', why, { timeout: 60_000 });
  await expect(page.locator('.panel > .cause').getByText(connectionCauses[why].title)).toBeVisible();
}

const isConnected = ({ page }: RunningApp): Promise<void> =>
  expect(page.locator('.panel [data-connection="connected"]')).toBeVisible({ timeout: 60_000 });

/** Every file of a profile. */
function filesOf(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}

/** The arguments and environment of every process that can be seen. */
function commandLines(): string {
  if (process.platform !== 'linux') return '';
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(join('/proc', pid, 'cmdline'), 'latin1');
      } catch {
        return '';
      }
    })
    .join('\n');
}

test('a wrong password, authority or proxy is said, and mended without a restart; nothing is lost, no secret leaks', async ({
  secureOffice: office,
  files,
}) => {
  test.setTimeout(300_000);
  const bob = office.person('bob', 'Bob Chen');
  const alice = office.person('alice', 'Alice Martin');
  await Promise.all([alice.start(), bob.start()]);
  const said: string[] = [];
  for (const stream of [alice.electron.process().stdout, alice.electron.process().stderr])
    stream?.on('data', (bytes) => said.push(String(bytes)));
  await Promise.all([alice.untilReady(), bob.untilReady()]);
  const { page } = alice;
  await openConnection(alice);
  await expect(page.getByText(/Encrypted, as person-\d\d/)).toBeVisible();
  const form = page.getByRole('form', { name: 'Change the connection' });
  const save = async (): Promise<void> => {
    await form.getByRole('button', { name: 'Test and save' }).click();
  };

  // A wrong password: tested first, and kept only because the person says so.
  await page.getByRole('button', { name: 'Change…' }).click();
  await expect(form.getByLabel('Password', { exact: true })).toHaveValue('');
  await form.getByLabel('Password', { exact: true }).fill('wrong-password-of-alice');
  await save();
  const step = page.locator('[data-check="sign-in"]');
  await expect(step).toHaveAttribute('data-cause', 'sign-in-refused', { timeout: 60_000 });
  await look(alice, 'secure-sign-in-refused');
  await form.getByRole('button', { name: 'Save all the same' }).click();
  await isOffline(alice, 'sign-in-refused');
  const [waiting] = await alice.send([files('waits.txt', 'waits for a sign-in')], bob.options.destination);

  // Mended: what waited goes by itself.
  await openConnection(alice);
  await page.getByRole('button', { name: 'Change…' }).click();
  const { secrets } = await office.kafka.personFor('alice@acme');
  await form.getByLabel('Password', { exact: true }).fill(secrets.password ?? '');
  await save();
  await expect(form).toBeHidden({ timeout: 60_000 });
  await isConnected(alice);
  await alice.untilTransfer(
    ({ id, status }) => id === waiting?.id && status === 'delivered',
    'delivered',
    90_000,
  );
  expect(bob.received).toEqual(['waits.txt']);

  // The system's authorities do not know the company's.
  await openConnection(alice);
  await page.getByRole('button', { name: 'Change…' }).click();
  await form.getByLabel('Encryption').selectOption('system');
  await save();
  await expect(page.locator('[data-check="encryption"]')).toHaveAttribute('data-cause', 'tls-not-trusted', {
    timeout: 60_000,
  });
  await form.getByRole('button', { name: 'Cancel' }).click();
  await isConnected(alice);

  // Proxies of both kinds: refused, then let through.
  for (const [kind, make] of [
    ['http', httpProxy],
    ['socks5', socksProxy],
  ] as const) {
    const proxy = await make();
    proxy.signIn = { username: 'alice', password: `proxy-secret-${kind}` };
    await page.getByRole('button', { name: 'Change…' }).click();
    await form.getByLabel('Through a proxy').selectOption(kind);
    await form.getByLabel('Proxy', { exact: true }).fill('127.0.0.1');
    await form.getByLabel('Port').fill(String(proxy.port));
    await form.getByLabel('Name for the proxy').fill('alice');
    await form.getByLabel('Password for the proxy').fill('wrong');
    await save();
    await expect(page.locator('[data-check="proxy"]')).toHaveAttribute('data-cause', 'proxy-sign-in', {
      timeout: 60_000,
    });
    await form.getByLabel('Password for the proxy').fill(`proxy-secret-${kind}`);
    await save();
    await expect(form).toBeHidden({ timeout: 60_000 });
    await isConnected(alice);
    expect(proxy.asked.length).toBeGreaterThan(3);
    proxy.refuses = 'everything';
    proxy.breakOff();
    await isOffline(alice, 'proxy-refuses');
    proxy.refuses = null;
    await page.getByRole('button', { name: 'Try now' }).first().click();
    await isConnected(alice);
    await page.getByRole('button', { name: 'Change…' }).click();
    await form.getByLabel('Through a proxy').selectOption('none');
    await save();
    await expect(form).toBeHidden({ timeout: 60_000 });
    await isConnected(alice);
    proxy.close();
  }

  const all = [secrets.password ?? '', 'wrong-password-of-alice', 'proxy-secret-http', 'proxy-secret-socks5'];
  expect(all.every((one) => one.length > 8)).toBe(true);
  const commands = commandLines();
  for (const secret of all) {
    for (const path of filesOf(alice.options.profileDir))
      expect(readFileSync(path).includes(secret), `${path} holds a secret`).toBe(false);
    expect(commands.includes(secret), 'a process shows a secret').toBe(false);
    expect(said.join('').includes(secret), 'a secret was logged').toBe(false);
  }
  expect(readdirSync(join(alice.options.profileDir, 'secrets'))).toEqual(['server.secret']);
  await Promise.all([alice.stop(), bob.stop()]);
});

test('a person enters name and password of their own, and a node that ends is not missed', async ({
  secureOffice: office,
  files,
}) => {
  test.setTimeout(240_000);
  const carol = office.person('carol', 'Carol Diaz');
  const dave = office.person('dave', 'Dave Ito', {
    signIn: async () => ({ access: office.access, secrets: {} }),
  });
  await Promise.all([carol.start(), dave.start()]);
  await carol.untilReady();
  const { page } = dave;
  await openConnection(dave);
  await isOffline(dave, 'secret-missing');
  await page.getByRole('button', { name: 'Change…' }).click();
  const form = page.getByRole('form', { name: 'Change the connection' });
  const { username, secrets } = await office.kafka.personFor('dave@acme');
  await form.getByLabel('Sign-in name').fill(username);
  await form.getByLabel('Password', { exact: true }).fill(secrets.password ?? '');
  await form.getByRole('button', { name: 'Test and save' }).click();
  await expect(form).toBeHidden({ timeout: 60_000 });
  await dave.untilReady();

  await office.kafka.node(2).stop();
  const [sent] = await dave.send([files('two-of-three.txt', 'two replicas')], 'carol@acme');
  await dave.untilTransfer(
    ({ id, status }) => id === sent?.id && status === 'delivered',
    'delivered',
    120_000,
  );
  await office.kafka.node(2).resume();
  await Promise.all([carol.stop(), dave.stop()]);
});

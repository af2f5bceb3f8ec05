import { createHash, randomBytes } from 'node:crypto';
import {
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { Page } from 'playwright';
import { inboxTopic } from '../main/protocol/destination.ts';
import { subkey } from '../main/protocol/keys.ts';
import { dragOf } from '../scripts/driver/drag.ts';
import { expect, test } from './support/fixtures.ts';
import { look, snap } from './support/look.ts';
import { Peer } from './support/peer.ts';

const sha256 = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes);
  return hash.digest('hex');
};

test('a dropped document arrives byte for byte, is acknowledged, and both are told', async ({
  pair: { alice, bob },
  files,
  notifications,
}) => {
  const path = files('Q3 <b>report.pdf', randomBytes(700_000));
  // Alice works in another window: news of what is on screen would need no notification.
  await alice.blur();
  const [queued] = await alice.send([path], bob.options.destination);
  const received = await bob.untilTransfer(({ status }) => status === 'received', 'received');
  expect(received.transferId).toBe(
    queued?.transferId === undefined ? '' : (await alice.transfers())[0]?.transferId,
  );
  expect(await sha256(received.path ?? '')).toBe(await sha256(path));
  expect(statSync(received.path ?? '').mode & 0o777).toBe(0o600);
  const delivered = await alice.untilTransfer(
    ({ id, status }) => id === queued?.id && status === 'delivered',
    'delivered',
  );

  const row = alice.page.locator(`[role="row"][data-transfer-id="${delivered.transferId}"]`);
  await expect(row).toHaveAttribute('data-status', 'delivered');
  await expect(row).toContainText('Delivered');
  const details = await alice.details(delivered.id);
  expect(details?.steps.map(({ state }) => state)).toEqual(['done', 'done', 'done', 'done', 'done', 'done']);
  const times = details?.steps.map(({ at }) => at ?? 0) ?? [];
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(details?.technical.acknowledgementSignature).toBeTruthy();

  const arrived = await notifications.waitFor(
    ({ title, body }) => title === 'Document from Alice Martin' && body.includes('report'),
  );
  expect(arrived.body).not.toContain('<b>');
  await notifications.waitFor(
    ({ title, body }) => title === 'Delivered to Bob Chen' && body.includes('was received and verified at'),
  );

  notifications.click(arrived.id);
  await expect(bob.page.getByRole('region', { name: 'Transfer details' })).toContainText('Signature matches');
});

test('a document dropped on a name is addressed to it', async ({ pair: { alice, bob }, files }) => {
  const { page } = alice;
  const path = files('on a name.txt', 'x');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'People' }).click();
  const person = page.locator(`[data-recipient="${bob.options.destination}"]`).first();
  // There may be more people than the window shows.
  await page.getByRole('searchbox', { name: 'Search people' }).fill(bob.options.destination);
  const { x, y, width, height } = (await person.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const drag = await dragOf(page, [path]);
  const overlay = page.getByTestId('drop-overlay');
  const onName = { x: x + width / 2, y: y + height / 2 };
  await drag('dragEnter', { x: 1_100, y: 700 });
  await expect(overlay).toContainText('You choose next');
  await drag('dragOver', onName);
  await expect(overlay).toContainText('Drop to send to Bob Chen');
  await drag('dragOver', { x: 1_100, y: 700 });
  await expect(overlay).toContainText('You choose next');
  await drag('dragOver', onName);
  await drag('drop', onName);
  const slip = page.getByRole('region', { name: 'New transfer' });
  await expect(slip).toContainText('on a name.txt');
  await expect(slip).toContainText(bob.options.destination);
});

test('a drop counts also where what lies under the pointer changes meanwhile', async ({
  pair: { alice },
  files,
}) => {
  const path = files('under the pointer.txt', 'x');
  const drag = await dragOf(alice.page, [path]);
  await drag('dragEnter');
  const overlay = alice.page.getByTestId('drop-overlay');
  await overlay.waitFor();
  await drag('dragOver');
  // A drop is a last dragover, then the drop: the pane that was under the first is gone at the second.
  const places = alice.page.getByRole('navigation', { name: 'Main' });
  await places.getByRole('button', { name: 'Sent' }).evaluate((button) => {
    addEventListener('dragover', () => (button as HTMLElement).click(), { once: true });
  });
  await drag('drop');
  await expect(alice.page.getByRole('heading', { name: 'Inbox', level: 2 })).toHaveCount(0);
  await expect(alice.page.getByRole('region', { name: 'New transfer' })).toContainText(basename(path));
  await expect(overlay).toHaveCount(0);
});

test('a recipient who is offline gets the document when they start', async ({
  pair: { alice, bob },
  files,
}) => {
  await bob.stop();
  const path = files('minutes.txt', 'Who was there, and what was decided.\n');
  const [queued] = await alice.send([path], bob.options.destination);
  await alice.untilTransfer(({ id, status }) => id === queued?.id && status === 'sent', 'sent');
  await expect(alice.page.locator(`[data-id="${queued?.id}"]`)).toContainText('Sent, not confirmed yet');
  await bob.start();
  const received = await bob.untilTransfer(({ status }) => status === 'received', 'received');
  expect(readFileSync(received.path ?? '', 'utf8')).toBe(readFileSync(path, 'utf8'));
  await alice.untilTransfer(({ id, status }) => id === queued?.id && status === 'delivered', 'delivered');
});

test('what the server removed unread is told to its sender, who sends it again', async ({
  pair: { alice, bob },
  files,
  office,
  notifications,
}) => {
  const { destination } = bob.options;
  const topic = inboxTopic(destination);
  const peer = await Peer.join(office, `administrator-${Date.now()}`);
  await bob.stop();
  const [queued] = await alice.send([files('contract.txt', 'A contract.\n')], destination);
  const isIt = ({ id }: { readonly id: string }): boolean => id === queued?.id;
  const sent = await alice.untilTransfer((one) => isIt(one) && one.status === 'sent', 'sent');
  // By the page of the moment: after a restart it is another one.
  const details = () => alice.page.getByRole('region', { name: 'Transfer details' });
  const row = () => alice.page.locator(`[role="row"][data-id="${sent.id}"]`);
  const openSent = () =>
    alice.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Sent' }).click();
  await row().click();
  await expect(details()).toContainText('On the server since today at');
  await expect(details()).toContainText('Available there until');
  await snap(alice, 'sent-available-until');

  // An administrator lets the server keep things for 20 hours only, and it removes what nobody has read.
  const configEntries = [
    { name: 'retention.ms', value: String(20 * 3_600_000) },
    { name: 'message.timestamp.type', value: 'LogAppendTime' },
  ];
  await peer.admin.alterConfigs({
    validateOnly: false,
    resources: [{ type: 2, name: topic, configEntries }],
  });
  const [{ high } = { high: '0' }] = await peer.admin.fetchTopicOffsets(topic);
  await peer.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: high }] });
  await alice.stop();
  await alice.start();
  await alice.untilTransfer((one) => isIt(one) && one.leg?.name === 'removed', 'removed');
  await notifications.waitFor(
    ({ title, body }) => title === 'Not confirmed by Bob Chen' && body.includes('contract.txt'),
  );
  await openSent();
  await expect(row()).toContainText('Removed, not confirmed');
  await row().click();
  await expect(details()).toContainText('The server has removed it; no confirmation came.');
  await look(alice, 'sent-removed');

  await alice.drop([files('annex.txt', 'An annex.\n')]);
  const slip = alice.page.getByRole('region', { name: 'New transfer' });
  const field = slip.getByRole('combobox', { name: 'Add a person or an address' });
  await field.fill(destination);
  await field.press(',');
  await expect(slip).toContainText('The server keeps what you send to Bob for 20 hours only.');
  await snap(alice, 'slip-keeps-little');
  await slip.getByRole('button', { name: 'Cancel' }).click();
  await alice.page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();

  await openSent();
  await row().click();
  await details().getByRole('button', { name: 'Send again' }).click();
  await bob.start();
  await bob.untilTransfer(
    ({ status, documentName }) => status === 'received' && documentName === 'contract.txt',
    'it',
  );
  await alice.untilTransfer((one) => !isIt(one) && one.status === 'delivered', 'delivered');
  await expect(row()).toContainText('Removed, not confirmed');
});

test('the sender learns of the delivery after a restart', async ({ pair: { alice, bob }, files }) => {
  await bob.stop();
  const [queued] = await alice.send([files('offer.txt', 'An offer.')], bob.options.destination);
  await alice.untilTransfer(({ id, status }) => id === queued?.id && status === 'sent', 'sent');
  await alice.stop();
  await bob.start();
  await bob.untilTransfer(({ status }) => status === 'received', 'received');
  await alice.start();
  await alice.untilTransfer(({ id, status }) => id === queued?.id && status === 'delivered', 'delivered');
});

test('two documents of one name are both kept, and an empty one too', async ({
  pair: { alice, bob },
  files,
  office,
}) => {
  const first = files('contract.txt', 'one');
  await alice.send([first], bob.options.destination);
  await bob.untilTransfer(({ status }) => status === 'received', 'received');
  const second = join(office.options.dir, 'contract.txt');
  const { writeFileSync } = await import('node:fs');
  writeFileSync(second, 'two');
  await alice.send([second, files('empty.txt', '')], bob.options.destination);
  await bob.until('three are received', 60_000, async () =>
    (await bob.transfers()).filter(({ status }) => status === 'received').length === 3 ? true : null,
  );
  const names = bob.received;
  expect(names).toEqual(['contract (2).txt', 'contract.txt', 'empty.txt']);
  expect(readFileSync(join(bob.options.receivedDir, 'contract.txt'), 'utf8')).toBe('one');
  expect(readFileSync(join(bob.options.receivedDir, 'contract (2).txt'), 'utf8')).toBe('two');
  expect(statSync(join(bob.options.receivedDir, 'empty.txt')).size).toBe(0);
});

test('a quarter of a gigabyte arrives whole, with progress on both sides', async ({
  pair: { alice, bob },
  office,
}) => {
  const path = join(office.options.dir, 'large.bin');
  const stream = createWriteStream(path);
  const block = randomBytes(1 << 20);
  for (let i = 0; i < 256; i++) {
    block.writeUInt32BE(i, 0);
    if (!stream.write(Buffer.from(block)))
      await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => stream.end(() => resolve()));
  const [queued] = await alice.send([path], bob.options.destination);
  const bar = alice.page.locator(`[data-id="${queued?.id}"]`).getByRole('progressbar');
  await bar.waitFor();
  await alice.untilTransfer(({ id, progress }) => id === queued?.id && (progress ?? 0) > 0.2, 'on its way');
  await bob.page.locator('[role="row"][data-status="incoming"]').click();
  await Promise.all([snap(alice, 'sending'), snap(bob, 'incoming')]);
  const seen: number[] = [];
  await alice.until('delivered', 150_000, async () => {
    const now = (await alice.transfers()).find(({ id }) => id === queued?.id);
    if (now?.progress !== null && now?.progress !== undefined) seen.push(now.progress);
    return now?.status === 'delivered' ? true : null;
  });
  expect(seen).toEqual([...seen].sort((a, b) => a - b));
  expect(seen.length).toBeGreaterThan(3);
  const received = await bob.untilTransfer(({ documentName }) => documentName === basename(path), 'received');
  expect(await sha256(received.path ?? '')).toBe(await sha256(path));
  // A moment after the outcome is told.
  await expect.poll(() => readdirSync(join(bob.options.profileDir, 'incoming'))).toEqual([]);
});

test('folders and missing documents are refused in words', async ({
  pair: { alice, bob },
  files,
  office,
}) => {
  const path = files('gone.txt', 'soon gone');
  await alice.drop([office.options.dir]);
  await expect(alice.page.getByRole('group', { name: 'SND-104' })).toContainText('Folders cannot be sent.');
  const { rmSync } = await import('node:fs');
  await bob.stop();
  const [queued] = await alice.send([path], bob.options.destination);
  await alice.untilTransfer(({ id, status }) => id === queued?.id && status === 'sent', 'sent');
  rmSync(path);
  expect((await alice.transfers()).find(({ id }) => id === queued?.id)?.status).toBe('sent');
});

/** How every unencrypted RSA key in PKCS#8 goes on after its length (RFC 5208): version 0, rsaEncryption, the key. */
const privateKeyInfo = Buffer.from('020100300d06092a864886f70d01010105000482', 'hex').toString('latin1');

test('keys are nowhere on disk but under the keychain', async ({ pair: { alice, bob }, files, office }) => {
  await alice.send([files('secret.txt', 'a secret')], bob.options.destination);
  await bob.untilTransfer(({ status }) => status === 'received', 'received');
  const peer = await Peer.join(office, `carol-${Date.now()}`);
  const finished = peer.transfer(bob.options.destination, 'finished.txt', Buffer.from('finished'));
  await peer.publish(bob.options.destination, finished.records);
  await bob.untilTransfer(
    ({ transferId, status }) => transferId === finished.transferId && status === 'received',
    'received',
  );
  // Half of it is here: its key is in use while the profile is searched.
  const unfinished = peer.transfer(bob.options.destination, 'unfinished.bin', randomBytes(600_000), {
    shard: (record, n) => (n === 1 ? null : record),
  });
  await peer.publish(bob.options.destination, unfinished.records);
  await bob.untilTransfer(
    ({ transferId, status }) => transferId === unfinished.transferId && status === 'checking',
    'in work',
  );

  // The key of a document that Alice sealed is known to the one who can open it.
  await alice.send([files('for carol.txt', 'also a secret')], peer.destination);
  const sealedByAlice = await alice.until('the key has come', 30_000, () => peer.keyOfLastTransfer());

  const secrets = [finished.key, unfinished.key, sealedByAlice].flatMap((key) => [
    key,
    subkey(key, 'shards'),
    subkey(key, 'metadata'),
  ]);
  const forms = secrets.flatMap((secret) => [
    secret.toString('latin1'),
    secret.toString('hex'),
    secret.toString('base64'),
  ]);
  for (const { options } of [alice, bob]) {
    for (const entry of readdirSync(options.profileDir, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path).toString('latin1');
      expect(bytes.includes('PRIVATE KEY'), path).toBe(false);
      expect(bytes.includes(privateKeyInfo), path).toBe(false);
      expect(
        forms.some((form) => bytes.includes(form)),
        path,
      ).toBe(false);
    }
    const keys = readdirSync(join(options.profileDir, 'keys'));
    expect(keys.length).toBe(1);
    const blob = readFileSync(join(options.profileDir, 'keys', keys[0] ?? ''));
    expect(blob.subarray(0, 3).toString()).toBe('v11');
  }
  await peer.leave();
});

test('without a connection documents wait, and go by themselves when it is back', async ({
  pair: { alice, bob },
  files,
  office,
}) => {
  const { kafka } = office;
  test.skip(!kafka.isOurs, 'the Kafka of this run is not ours to stop');
  await kafka.stop();
  await expect(alice.page.locator('[data-connection="offline"]')).toBeVisible({ timeout: 15_000 });
  await expect(alice.page.getByText(/Offline\. Trying again in/)).toBeVisible();
  const [queued] = await alice.send(
    [files('waiting.txt', 'waits for a connection')],
    bob.options.destination,
  );
  await alice.untilTransfer(
    ({ id, status }) => id === queued?.id && status === 'waiting-for-connection',
    'waiting',
  );
  await look(alice, 'offline');
  await kafka.resume();
  await alice.untilTransfer(
    ({ id, status }) => id === queued?.id && status === 'delivered',
    'delivered',
    120_000,
  );
  await bob.untilTransfer(
    ({ documentName, status }) => documentName === 'waiting.txt' && status === 'received',
    'received',
  );
  expect(bob.received).toEqual(['waiting.txt']);
});

test('the main journey by keyboard alone', async ({ pair: { alice, bob }, files }) => {
  const { page } = alice;
  await alice.send([files('first.txt', 'first'), files('second.txt', 'second')], bob.options.destination);
  await alice.until('both are delivered', 60_000, async () =>
    (await alice.transfers()).filter(({ status }) => status === 'delivered').length === 2 ? true : null,
  );
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('button', { name: /^Inbox/ })).toHaveAttribute('aria-current', 'page');
  await page.keyboard.press('Control+2');
  const rows = page.locator('[role="row"][data-status]');
  const details = page.getByRole('region', { name: 'Transfer details' });
  await expect(rows).toHaveCount(2);
  await focusRows(page);
  // The sent one is open already, and Enter would open its document: go to the other.
  await page.keyboard.press('Home');
  const focused = page.locator('[role="row"]:focus');
  if ((await focused.getAttribute('aria-selected')) === 'true') await page.keyboard.press('End');
  await expect(focused).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('Enter');
  await expect(focused).toHaveAttribute('aria-selected', 'true');
  await expect(details).toContainText('Delivered');
  await page.keyboard.press('Control+f');
  await page.keyboard.type('second');
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+n');
  await page.keyboard.type(bob.options.destination);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Remove Bob Chen' })).toBeVisible();
  await alice.drop([files('third.txt', 'third')]);
  await page
    .getByRole('button', { name: 'Send', exact: true })
    .and(page.locator('[aria-disabled="false"]'))
    .waitFor();
  await page.keyboard.press('Control+Enter');
  await bob.untilTransfer(
    ({ documentName, status }) => documentName === 'third.txt' && status === 'received',
    'received',
  );
});

test('Enter opens the details, and again the document, and the app goes on meanwhile', async ({
  office,
  pair: { alice, bob },
  files,
}) => {
  const desktop = join(office.options.dir, 'desktop');
  const opened = join(desktop, 'opened');
  mkdirSync(desktop, { recursive: true });
  // The desktop's opener often lives as long as the program that it started.
  const opener = `#!/bin/sh\nprintf %s "$1" > '${opened}'\nexec sleep 20 >/dev/null 2>&1\n`;
  writeFileSync(join(desktop, 'xdg-open'), opener, { mode: 0o755 });
  await bob.electron.evaluate((_, dir) => {
    process.env.PATH = `${dir}:${process.env.PATH}`;
  }, desktop);
  await alice.send([files('plan.txt', 'the plan')], bob.options.destination);
  const received = await bob.untilTransfer(({ status }) => status === 'received', 'received');
  await focusRows(bob.page);
  await bob.page.keyboard.press('Enter');
  await expect(bob.page.getByRole('region', { name: 'Transfer details' })).toContainText('plan.txt');
  await bob.page.keyboard.press('Enter');
  await bob.until('the document is open', 10_000, async () => (existsSync(opened) ? true : null));
  expect(decodeURI(readFileSync(opened, 'utf8'))).toContain(basename(received.path ?? ''));
  await alice.send([files('next.txt', 'the next')], bob.options.destination);
  await bob.untilTransfer(({ documentName }) => documentName === 'next.txt', 'received', 10_000);
});

/** Moves the keyboard from pane to pane until it is in the list. */
async function focusRows(page: Page): Promise<void> {
  const inRows = page.locator('[role="row"]:focus');
  for (let pane = 0; pane < 4 && (await inRows.count()) === 0; pane++) await page.keyboard.press('F6');
  await expect(inRows).toHaveCount(1);
}

import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inboxTopic } from '../main/protocol/destination.ts';
import { dataType, shardType } from '../main/protocol/message-type.ts';
import { newTransferId } from '../main/protocol/transfer-id.ts';
import { newKey } from '../main/registrar/certificates.ts';
import type { Office } from '../scripts/driver/office.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { Peer, readTopic, type WireRecord } from './support/peer.ts';

const kcatOptions = (office: Office): readonly string[] =>
  Object.entries(office.kafka.properties).flatMap(([name, value]) => ['-X', `${name}=${value}`]);

test('hostile records leave the app alive, save nothing, and answer nothing', async ({
  pair: { bob },
  office,
  notifications,
}) => {
  const mallory = await Peer.join(office, `mallory-${Date.now()}`);
  const eve = await Peer.foreign(office);
  const to = bob.options.destination;
  const document = Buffer.from('a document');
  const good = mallory.transfer(to, 'good.txt', document);
  const with_ = (record: WireRecord, headers: WireRecord['headers']): WireRecord => ({
    ...record,
    headers: { ...record.headers, ...headers },
  });
  const data = good.records.at(-1) as WireRecord;
  const shard = good.records[0] as WireRecord;
  const otherId = newTransferId();
  const silent: Readonly<Record<string, readonly WireRecord[]>> = {
    'false header: two messageTypes': [with_(data, { messageType: [data.key, data.key] })],
    'false header: no kid': [{ ...data, headers: { messageType: data.key, v: '1' } }],
    'false header: key differs': [{ ...data, key: dataType(otherId) }],
    'wrong version': [with_(data, { v: '2' }), with_(shard, { v: '2' })],
    'unknown prefix': [{ key: 'offer-1', value: document, headers: { messageType: 'offer-1', v: '1' } }],
    'null body': [{ ...data, value: null }],
    'shard number out of bounds': [
      {
        key: shardType(otherId, 65_536),
        value: shard.value,
        headers: { messageType: shardType(otherId, 65_536), v: '1' },
      },
    ],
    'relabelled ID': [
      {
        key: dataType(otherId),
        value: data.value,
        headers: { ...data.headers, messageType: dataType(otherId) },
      },
    ],
    'random bytes in data': [
      {
        key: dataType(otherId),
        value: randomBytes(1_500),
        headers: { ...data.headers, messageType: dataType(otherId) },
      },
    ],
    'random bytes without headers': Array.from({ length: 50 }, () => ({
      key: randomBytes(8).toString('hex'),
      value: randomBytes(900),
      headers: {},
    })),
    'bad count': mallory.transfer(to, 'count.txt', document, { metadata: { shardCount: 0 } }).records,
    'count over the bound': mallory.transfer(to, 'count.txt', document, { metadata: { shardCount: 65_537 } })
      .records,
    'forged signature': mallory.transfer(to, 'forged.txt', document, { signWith: await newKey() }).records,
    'somebody else as sender': mallory.transfer(to, 'claimed.txt', document, { metadata: { sender: to } })
      .records,
    'another recipient': mallory.transfer(to, 'lost.txt', document, {
      metadata: { recipient: mallory.destination },
    }).records,
    'foreign root': eve.transfer(to, 'foreign.txt', document).records,
  };
  for (const records of Object.values(silent)) await mallory.publish(to, records);
  const batch = join(office.options.dir, 'batch.txt');
  writeFileSync(batch, `${'zstd '.repeat(2_000)}\n`);
  execFileSync('kcat', ['-P', ...kcatOptions(office), '-t', inboxTopic(to), '-z', 'zstd', batch]);

  await mallory.publish(to, good.records);
  const received = await bob.untilTransfer(
    ({ transferId, status }) => transferId === good.transferId && status === 'received',
    'the good one is received',
  );
  expect(received.documentName).toBe('good.txt');
  expect(bob.received).toEqual(['good.txt']);
  const answers = await mallory.acknowledgements();
  expect(answers.map(({ transferId, status }) => [transferId, status])).toEqual([
    [good.transferId, 'received'],
  ]);
  await notifications.waitFor(
    ({ title, body }) => title === 'A document was refused' && body.includes('signature does not match'),
  );
  const refused = (await bob.transfers()).filter(({ status }) => status === 'refused');
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ documentName, peerVerified }) => documentName === null && !peerVerified)).toBe(
    true,
  );
  await mallory.leave();
  await eve.leave();
});

test('a document that is not the signed one is refused, and the sender gets a signed failure', async ({
  pair: { bob },
  office,
}) => {
  const mallory = await Peer.join(office, `mallory-${Date.now()}`);
  const to = bob.options.destination;
  const document = randomBytes(400_000);
  const bad = [
    mallory.transfer(to, 'hash.bin', document, { metadata: { documentHash: 'ab'.repeat(32) } }),
    mallory.transfer(to, 'bomb.txt', Buffer.alloc(50_000_000), { metadata: { documentSize: 100 } }),
    mallory.transfer(to, 'tail.bin', document, { gzip: (gzip) => Buffer.concat([gzip, Buffer.alloc(4)]) }),
  ];
  for (const { records } of bad) await mallory.publish(to, records);
  const answers = await bob.until('three signed failures', 60_000, async () => {
    const found = await mallory.acknowledgements();
    return found.length >= bad.length ? found : null;
  });
  expect(answers.map(({ status, reason }) => `${status} ${reason}`)).toEqual(
    bad.map(() => 'failed hash-mismatch'),
  );
  expect(bob.received).toEqual([]);
  // A moment after the outcome is told.
  await expect.poll(() => readdirSync(join(bob.options.profileDir, 'incoming'))).toEqual([]);
  await bob.page.locator('[role="row"][data-status="refused"]').first().click();
  await expect(bob.page.getByRole('region', { name: 'Transfer details' })).toContainText('RCV-501');
  await look(bob, 'refused-here');
  await mallory.leave();
});

test('a false shard that came first does not block the true one', async ({ pair: { bob }, office }) => {
  const mallory = await Peer.join(office, `mallory-${Date.now()}`);
  const to = bob.options.destination;
  const { transferId, records } = mallory.transfer(to, 'true.bin', randomBytes(600_000));
  const falseShard = { ...(records[1] as WireRecord), value: randomBytes(262_144) };
  await mallory.publish(to, [falseShard, ...records]);
  await bob.untilTransfer((one) => one.transferId === transferId && one.status === 'received', 'received');
  await mallory.leave();
});

test('a tampered shard is refused, nothing is saved, and the sender is told', async ({
  pair: { alice, bob },
  files,
  office,
}) => {
  const peer = await Peer.join(office, `witness-${Date.now()}`);
  await bob.stop();
  const [queued] = await alice.send([files('tampered.bin', randomBytes(700_000))], bob.options.destination);
  const sent = await alice.untilTransfer(({ id, status }) => id === queued?.id && status === 'sent', 'sent');
  const topic = inboxTopic(bob.options.destination);
  const first = (await readTopic(peer.kafka, peer.admin, topic)).find(
    ({ key }) => key === shardType(sent.transferId, 0),
  );
  if (!first?.value) throw new Error('the first shard is not there');
  await peer.admin.deleteTopicRecords({
    topic,
    partitions: [{ partition: 0, offset: String(first.offset + 1) }],
  });
  const changed = Buffer.from(first.value);
  changed.writeUInt8(changed.readUInt8(1_000) ^ 1, 1_000);
  await peer.publish(bob.options.destination, [
    { key: first.key ?? '', value: changed, headers: first.headers },
  ]);
  await bob.start();
  const refused = await alice.untilTransfer(
    ({ id, status }) => id === queued?.id && status === 'refused',
    'refused by Bob',
    120_000,
  );
  expect(refused.reason).toBe('incomplete');
  await expect(alice.page.locator(`[data-id="${queued?.id}"]`)).toContainText("Refused by Bob's app");
  await look(alice, 'refused-by-recipient');
  expect(bob.received).toEqual([]);
  await peer.leave();
});

test('forged and replayed acknowledgements change nothing; the true one counts', async ({
  pair: { alice, bob },
  files,
  office,
  notifications,
}) => {
  const mallory = await Peer.join(office, `mallory-${Date.now()}`);
  await bob.stop();
  const [queued] = await alice.send([files('forged-ack.txt', 'to be acknowledged')], bob.options.destination);
  const sent = await alice.untilTransfer(({ id, status }) => id === queued?.id && status === 'sent', 'sent');
  const { technical } = (await alice.details(sent.id)) ?? {};
  const about = {
    transferHash: technical?.transferHash ?? '',
    transferId: sent.transferId,
    transferTimestamp: technical?.timestamp ?? '',
  };
  const own = alice.options.destination;
  await mallory.publish(own, [
    mallory.acknowledgement(about, own, {}),
    mallory.acknowledgement(about, own, { recipient: bob.options.destination }),
    mallory.acknowledgement(about, own, {
      recipient: bob.options.destination,
      recipientCertificate: technical?.recipientCertificate ?? '',
    }),
    mallory.acknowledgement({ ...about, transferHash: 'cd'.repeat(32) }, own, {
      recipient: bob.options.destination,
      recipientCertificate: technical?.recipientCertificate ?? '',
    }),
  ]);
  // The next good message proves that the forged ones were judged: the inbox is read in order.
  await mallory.publish(own, mallory.transfer(own, 'marker.txt', Buffer.from('marker')).records);
  await alice.untilTransfer(
    ({ documentName, status }) => documentName === 'marker.txt' && status === 'received',
    'the marker is received',
  );
  expect((await alice.transfers()).find(({ id }) => id === sent.id)?.status).toBe('sent');

  await bob.start();
  const delivered = await alice.untilTransfer(
    ({ id, status }) => id === sent.id && status === 'delivered',
    'delivered',
  );
  const inbox = await readTopic(mallory.kafka, mallory.admin, inboxTopic(own));
  const acks = inbox.filter(({ key }) => key === `ack-${sent.transferId}`);
  const true_ = acks.at(-1);
  await mallory.publish(own, [
    { key: true_?.key ?? '', value: true_?.value ?? null, headers: true_?.headers ?? {} },
  ]);
  await mallory.publish(own, mallory.transfer(own, 'marker2.txt', Buffer.from('marker')).records);
  await alice.untilTransfer(
    ({ documentName, status }) => documentName === 'marker2.txt' && status === 'received',
    'the second marker is received',
  );
  const after = (await alice.transfers()).find(({ id }) => id === sent.id);
  expect(after?.updatedAt).toBe(delivered.updatedAt);
  expect(notifications.seen.filter(({ body }) => body.startsWith('forged-ack.txt was received')).length).toBe(
    1,
  );
  await mallory.leave();
});

test('a replayed transfer is received once', async ({ pair: { bob }, office }) => {
  const peer = await Peer.join(office, `carol-${Date.now()}`);
  const to = bob.options.destination;
  const { transferId, records } = peer.transfer(to, 'once.txt', Buffer.from('only once'));
  await peer.publish(to, [...records, ...records]);
  await bob.untilTransfer((one) => one.transferId === transferId && one.status === 'received', 'received');
  await peer.publish(to, [...records, ...peer.transfer(to, 'marker.txt', Buffer.from('marker')).records]);
  await bob.untilTransfer(
    ({ documentName, status }) => documentName === 'marker.txt' && status === 'received',
    'the marker is received',
  );
  expect(bob.received).toEqual(['marker.txt', 'once.txt']);
  expect((await peer.acknowledgements()).filter((one) => one.transferId === transferId).length).toBe(1);
  await peer.leave();
});

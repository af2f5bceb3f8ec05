import { randomBytes } from 'node:crypto';
import { inboxTopic, REGISTRY_TOPIC } from '../main/protocol/destination.ts';
import { shardType } from '../main/protocol/message-type.ts';
import { crlKey } from '../main/protocol/registry-record.ts';
import { newTransferId } from '../main/protocol/transfer-id.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { expect, test } from './support/fixtures.ts';
import { Peer } from './support/peer.ts';

const flooded = 22_000;

declare global {
  var longestStall: number | undefined;
}

/** Notes how long the main process does nothing else; told in milliseconds by the function that it returns. */
async function watchStalls(app: RunningApp): Promise<() => Promise<number>> {
  await app.electron.evaluate(() => {
    let last = performance.now();
    globalThis.longestStall = 0;
    setInterval(() => {
      globalThis.longestStall = Math.max(globalThis.longestStall ?? 0, performance.now() - last);
      last = performance.now();
    }, 10);
  });
  return () => app.electron.evaluate(() => globalThis.longestStall ?? 0);
}

const comesThrough = async (peer: Peer, app: RunningApp, name: string): Promise<void> => {
  const to = app.options.destination;
  await peer.publish(to, peer.transfer(to, name, Buffer.from(name)).records);
  await app.untilTransfer((row) => row.documentName === name && row.status === 'received', name, 60_000);
};

test('a good document comes through behind a flood of pieces of unknown transfers', async ({
  pair: { bob },
  office,
}) => {
  test.setTimeout(180_000);
  const peer = await Peer.join(office, `pieces-${Date.now()}`);
  const stall = await watchStalls(bob);
  const topic = inboxTopic(bob.options.destination);
  for (let n = 0; n < flooded; n += 2_000) {
    const messages = Array.from({ length: 2_000 }, () => {
      const messageType = shardType(newTransferId(), 0);
      return { key: messageType, value: randomBytes(100), headers: { messageType, v: '1' } };
    });
    await peer.producer.send({ topic, messages });
  }
  await comesThrough(peer, bob, 'behind pieces.txt');
  expect(await stall()).toBeLessThan(2_000);
  await peer.leave();
});

// The last of all tests: what it writes to the registry is read by every app that starts afterwards.
test('a good document comes through behind a flood of lists that nobody signed', async ({
  pair: { bob },
  office,
}) => {
  test.setTimeout(180_000);
  const peer = await Peer.join(office, `lists-${Date.now()}`);
  const stall = await watchStalls(bob);
  for (let n = 0; n < flooded; n += 2_000) {
    const messages = Array.from({ length: 2_000 }, () => ({
      key: crlKey(randomBytes(16).toString('hex')),
      value: randomBytes(300),
    }));
    await peer.producer.send({ topic: REGISTRY_TOPIC, messages });
  }
  await comesThrough(peer, bob, 'behind lists.txt');
  expect(await stall()).toBeLessThan(2_000);
  await peer.leave();
});

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Producer } from 'kafkajs';
import { inboxTopic, REGISTRY_TOPIC } from '../main/protocol/destination.ts';
import { dataType, shardType } from '../main/protocol/message-type.ts';
import { newTransferId } from '../main/protocol/transfer-id.ts';
import { Office, optionsFromEnvironment } from '../scripts/driver/office.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { expect, test } from './support/fixtures.ts';
import { Peer, type WireRecord } from './support/peer.ts';
import { longestStall, watchMainLoop } from './support/stalls.ts';

/** Nobody else reads this office's registry: what floods it does not slow other tests. */
async function flooded(
  work: (office: Office, bob: RunningApp, mallory: Peer) => Promise<void>,
): Promise<void> {
  const runDir = process.env.SEALPOST_RUN_DIR;
  if (!runDir) throw new Error('start the tests with: npm test');
  const office = await Office.open(optionsFromEnvironment(mkdtempSync(join(runDir, 'flood-'))));
  try {
    await office.answerRequests();
    const bob = office.person('bob', 'Bob Chen');
    await bob.start();
    await bob.untilReady();
    const mallory = await Peer.join(office, 'mallory');
    await work(office, bob, mallory);
    await mallory.leave();
  } finally {
    await office.close();
  }
}

async function pour(into: Producer, topic: string, records: readonly WireRecord[]): Promise<void> {
  for (let at = 0; at < records.length; at += 1_000)
    await into.send({ topic, acks: -1, messages: records.slice(at, at + 1_000) });
}

test('behind each flood a good document is received within a minute, and the app never stalls', async () => {
  test.setTimeout(300_000);
  await flooded(async (_, bob, mallory) => {
    const to = bob.options.destination;
    const kid = String(mallory.transfer(to, 'kid.txt', Buffer.from('x')).records.at(-1)?.headers.kid);
    const floods: Readonly<Record<string, readonly [topic: string, make: () => WireRecord]>> = {
      '10,000 letters that do not open': [
        inboxTopic(to),
        () => {
          const messageType = dataType(newTransferId());
          return { key: messageType, value: randomBytes(420), headers: { messageType, v: '1', kid } };
        },
      ],
      '22,000 unknown transfers': [
        inboxTopic(to),
        () => {
          const messageType = shardType(newTransferId(), 0);
          return { key: messageType, value: randomBytes(100), headers: { messageType, v: '1' } };
        },
      ],
      '22,000 lists of issuers that nobody knows': [
        REGISTRY_TOPIC,
        () => ({ key: `crl:${randomBytes(16).toString('hex')}`, value: randomBytes(100), headers: {} }),
      ],
    };
    // Where there are rights, a stranger may not write the registry; whoever runs the server may.
    const operator = mallory.kafka.producer({ allowAutoTopicCreation: false });
    await operator.connect();
    await watchMainLoop(bob);
    for (const [name, [topic, make]] of Object.entries(floods)) {
      const count = Number(name.split(' ')[0]?.replace(',', ''));
      await test.step(name, async () => {
        await pour(
          topic === REGISTRY_TOPIC ? operator : mallory.producer,
          topic,
          Array.from({ length: count }, make),
        );
        const good = mallory.transfer(to, `after ${randomUUID()}.txt`, Buffer.from('a good document'));
        const began = Date.now();
        await mallory.publish(to, good.records);
        await bob.untilTransfer(
          ({ transferId, status }) => transferId === good.transferId && status === 'received',
          `the good one behind ${name}`,
          60_000,
        );
        const arriving = (await bob.transfers()).filter(({ status }) => status === 'incoming');
        expect(arriving.length).toBeLessThanOrEqual(20);
        const stall = await longestStall(bob);
        console.log(`${name}: ${Date.now() - began} ms, longest stall ${Math.round(stall)} ms`);
        expect(stall).toBeLessThan(2_000);
      });
    }
    await operator.disconnect();
    // A flood that was read once is not read again after a restart.
    await bob.stop();
    await bob.start();
    await bob.untilReady();
  });
});

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inboxTopic } from '../../protocol/destination.ts';
import { DAY, HOUR } from '../../protocol/limits.ts';
import { ackType } from '../../protocol/message-type.ts';
import { formatTime } from '../../protocol/time.ts';
import { newTransferId } from '../../protocol/transfer-id.ts';
import type { TransferMetadata } from '../../protocol/transfer-metadata.ts';
import { answer, type Desk, desks, person, World } from '../test-support.ts';
import { defaultRetention } from './acknowledge.ts';

const alice = person('alice');
const bob = person('bob');
const eve = person('eve');
const openDesk = desks();
const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

type Case = { readonly world: World; readonly desk: Desk; readonly sent: TransferMetadata };

/** Alice sent a document to Bob, who has not answered. */
async function sentToBob(): Promise<Case> {
  const world = new World(alice, bob, eve);
  const desk = await openDesk(world, alice);
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-test-'));
  dirs.push(dir);
  const path = join(dir, 'plan.txt');
  writeFileSync(path, 'A document.\n');
  const { id } = desk.queue({
    ...{ recipient: 'bob@acme', recipientLabel: null, path, documentName: 'plan.txt', documentSize: 12 },
  });
  await desk.until('sent');
  const sent = desk.log.get(id)?.metadata;
  if (!sent) throw new Error('what was sent is known');
  return { world, desk, sent };
}

function give({ world }: Case, one: ReturnType<typeof answer>): void {
  world.append(inboxTopic(alice.leaf.destination), one.messageType, one.kid, one.body);
}

it('what was taken off the list while it waited comes back with its answer', async () => {
  const one = await sentToBob();
  const { world, desk, sent } = one;
  desk.log.remove(desk.rows().map(({ id }) => id));
  expect(desk.rows()).toEqual([]);
  give(one, answer(bob, alice, sent, world.clock));
  await desk.until('delivered');
});

describe('protocol.md 6.3', () => {
  it('a true acknowledgement makes it delivered, and a replay changes and tells nothing', async () => {
    const one = await sentToBob();
    const { desk, world, sent } = one;
    const truly = answer(bob, alice, sent, world.clock);
    give(one, truly);
    await desk.until('delivered');
    const told = desk.told.length;
    give(one, truly);
    await vi.waitFor(async () => {
      await desk.collect();
      expect(desk.quarantined()).toEqual(['already-final']);
    });
    expect(desk.told.length).toBe(told);
  });

  it('failed, then received, is delivered; a failure after that changes nothing', async () => {
    const one = await sentToBob();
    const { desk, world, sent } = one;
    const failed = { change: { status: 'failed', reason: 'incomplete' } } as const;
    give(one, answer(bob, alice, sent, world.clock, failed));
    expect((await desk.until('refused')).reason).toBe('incomplete');
    give(one, answer(bob, alice, sent, world.clock));
    expect((await desk.until('delivered')).reason).toBeNull();
    give(one, answer(bob, alice, sent, world.clock, failed));
    await vi.waitFor(async () => {
      await desk.collect();
      expect(desk.quarantined()).toEqual(['already-final']);
    });
    expect((await desk.until('delivered')).reason).toBeNull();
  });

  const refused: Readonly<Record<string, readonly [string, (one: Case) => ReturnType<typeof answer>]>> = {
    'a key that is not held': [
      'unknown-key',
      ({ sent, world }) => answer(bob, alice, sent, world.clock, { kid: eve.leaf.kid }),
    ],
    'random bytes': [
      'unreadable',
      ({ sent, world }) => ({ ...answer(bob, alice, sent, world.clock), body: randomBytes(700) }),
    ],
    'the body of another record': [
      'unreadable',
      ({ sent, world }) => ({
        ...answer(bob, alice, sent, world.clock),
        messageType: ackType(newTransferId()),
      }),
    ],
    'an ID that is not the record`s': [
      'another record',
      ({ sent, world }) => answer(bob, alice, sent, world.clock, { label: ackType(newTransferId()) }),
    ],
    'a transfer that nobody sent': [
      'unknown-transfer',
      ({ sent, world }) => answer(bob, alice, { ...sent, transferId: newTransferId() }, world.clock),
    ],
    'another transferHash': [
      'transferHash',
      ({ sent, world }) => answer(bob, alice, { ...sent, transferHash: 'ab'.repeat(32) }, world.clock),
    ],
    'another timestamp': [
      'transferTimestamp',
      ({ sent, world }) => answer(bob, alice, { ...sent, timestamp: formatTime(0) }, world.clock),
    ],
    'another recipient, with a certificate of their own': [
      'recipient',
      ({ sent, world }) => answer(eve, alice, sent, world.clock),
    ],
    'the recipient`s name with somebody else`s certificate': [
      'sender-unconfirmed',
      ({ sent, world }) =>
        answer(eve, alice, sent, world.clock, { change: { recipient: bob.leaf.destination } }),
    ],
    'the signature of somebody else': [
      'signature-mismatch',
      ({ sent, world }) => answer(bob, alice, sent, world.clock, { signWith: eve.privateKey }),
    ],
    'a time of the day after tomorrow': [
      'acknowledgedAt',
      ({ sent, world: { clock } }) =>
        answer(bob, alice, sent, clock, { change: { acknowledgedAt: formatTime(clock.now() + 2 * DAY) } }),
    ],
    'a time before what the topic can hold': [
      'acknowledgedAt',
      ({ sent, world: { clock } }) => {
        const acknowledgedAt = formatTime(clock.now() - defaultRetention - 1_000);
        return answer(bob, alice, sent, clock, { change: { acknowledgedAt } });
      },
    ],
  };

  it.each(Object.entries(refused))(
    '%s changes nothing, and the true one counts',
    async (_name, [why, make]) => {
      const one = await sentToBob();
      give(one, make(one));
      await vi.waitFor(async () => {
        await one.desk.collect();
        if (why === 'sender-unconfirmed') one.world.clock.pass(30 * HOUR);
        expect(one.desk.quarantined()).toEqual([why]);
      });
      expect((await one.desk.until('sent')).status).toBe('sent');
      give(one, answer(bob, alice, one.sent, one.world.clock));
      await one.desk.until('delivered');
    },
  );

  it('a certificate that cannot be judged yet is held', async () => {
    const one = await sentToBob();
    one.world.verdicts.set(bob.leaf.fingerprint, 'cannot-be-judged');
    give(one, answer(bob, alice, one.sent, one.world.clock));
    await one.desk.settle();
    expect((await one.desk.until('sent')).status).toBe('sent');
    one.world.verdicts.clear();
    one.desk.connected();
    await one.desk.until('delivered');
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { inboxTopic } from '../../protocol/destination.ts';
import { DAY, MINUTE } from '../../protocol/limits.ts';
import type { OutgoingRecord } from '../log/transfer-record.ts';
import { ConnectionLost, PublishRefused, TopicUnavailable } from '../ports.ts';
import { answer, type Desk, desks, person, World } from '../test-support.ts';

const alice = person('alice');
const bob = person('bob');
const carol = person('carol');
const openDesk = desks();
afterEach(() => void vi.restoreAllMocks());

function queue(desk: Desk, recipient = 'bob@acme'): OutgoingRecord {
  const path = join(desk.profileDir, 'plan.txt');
  writeFileSync(path, 'A document.\n');
  return desk.queue({
    recipient,
    recipientLabel: null,
    path,
    documentName: 'plan.txt',
    documentSize: 12,
  });
}
const copiesOf = (world: World, one: OutgoingRecord): number =>
  (world.topics.get(inboxTopic(one.recipient)) ?? []).filter(({ key }) => String(key).startsWith('data-'))
    .length;

it('a topic without a leader, or one that is not answered, holds up nobody else', async () => {
  const world = new World(alice, bob, carol);
  const desk = await openDesk(world, alice);
  for (const error of [
    new TopicUnavailable('no-leader', { mayBeTaken: false }),
    new ConnectionLost('late'),
  ]) {
    world.beforeLetter = ({ topic }) => {
      if (topic === inboxTopic('bob@acme')) throw error;
    };
    const first = queue(desk, 'bob@acme');
    const second = queue(desk, 'carol@acme');
    await desk.until('sent', ({ id }) => id === second.id);
    await desk.settle();
    expect(desk.log.get(first.id)?.state).toBe('dispatching');
    const told = error instanceof TopicUnavailable ? 'server-unavailable' : null;
    expect(desk.log.get(first.id)?.reason).toBe(told);
    world.beforeLetter = () => {};
    world.clock.pass(MINUTE);
    await desk.until('sent', ({ id }) => id === first.id);
    expect(desk.log.get(first.id)?.reason).toBe(null);
  }
});

it('a server that cannot take pieces is named while they wait, and not after', async () => {
  const world = new World(alice, bob);
  const desk = await openDesk(world, alice);
  world.beforeShard = () => {
    throw new TopicUnavailable('server-storage');
  };
  const one = queue(desk);
  await vi.waitFor(() =>
    expect(desk.log.get(one.id)).toMatchObject({ state: 'sealing', reason: 'server-unavailable' }),
  );
  world.beforeShard = () => {};
  world.clock.pass(MINUTE);
  await desk.until('sent');
  expect(desk.log.get(one.id)?.reason).toBe(null);
});

describe('a document that Kafka refuses', () => {
  it('has failed where no attempt before it may have been taken', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    world.beforeLetter = () => {
      throw new PublishRefused('not-allowed');
    };
    const one = queue(desk);
    await desk.until('failed');
    expect([desk.log.get(one.id)?.reason, copiesOf(world, one)]).toEqual(['not-allowed', 0]);
  });

  it.each([
    ['an attempt that ended without a word', new ConnectionLost('late')],
    ['one that was appended, and not copied', new TopicUnavailable('too-few-replicas')],
  ])(
    'has not failed after %s: it is told why, its answer counts, and nothing is sent twice',
    async (_, lost) => {
      const world = new World(alice, bob);
      const desk = await openDesk(world, alice);
      let attempts = 0;
      world.beforeLetter = (record) => {
        if (attempts++ > 0) throw new PublishRefused('not-allowed');
        // Kafka has it, and the answer is lost.
        world.append(record.topic, record.messageType, record.kid, record.body);
        throw lost;
      };
      const one = queue(desk);
      await vi.waitFor(() => expect(attempts).toBe(1));
      world.clock.pass(MINUTE);
      await vi.waitFor(() => expect(desk.log.get(one.id)?.reason).toBe('not-allowed'));
      expect(desk.log.get(one.id)?.state).toBe('dispatching');
      expect(desk.sender.retry(one.id)).toBe(null);
      const metadata = desk.log.outgoing(one.id)?.metadata;
      if (!metadata) throw new Error('no metadata');
      const { messageType, kid, body } = answer(bob, alice, metadata, world.clock);
      world.append(inboxTopic('alice@acme'), messageType, kid, body);
      await desk.until('delivered');
      expect([desk.log.get(one.id)?.reason, copiesOf(world, one)]).toEqual([null, 1]);
    },
  );

  it('after an end of the app in mid attempt may have been taken before it, whatever is answered now', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    const publish = vi.spyOn(world.bus, 'publish').mockReturnValueOnce(new Promise(() => {}));
    const one = queue(desk);
    await vi.waitFor(() => expect(publish).toHaveBeenCalled());
    await desk.close();
    world.beforeLetter = () => {
      throw new PublishRefused('not-allowed');
    };
    const after = await openDesk(world, alice, {}, desk.profileDir);
    after.resume();
    await vi.waitFor(() => expect(after.log.get(one.id)?.reason).toBe('not-allowed'));
    expect(after.log.get(one.id)?.state).toBe('dispatching');
    world.beforeLetter = () => {};
    world.clock.pass(MINUTE);
    await after.until('sent');
    expect(after.log.get(one.id)?.reason).toBe(null);
  });

  it('after a restart has failed where every attempt before it was answered, and leaves the others on their way', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    world.beforeLetter = () => {
      throw new ConnectionLost('gone', { mayBeTaken: false });
    };
    const [one, two] = [queue(desk), queue(desk)];
    for (const { id } of [one, two])
      await vi.waitFor(() => expect(desk.log.get(id)?.state).toBe('dispatching'));
    // Each attempt is answered before the journal closes; one under way would count as without a word.
    await desk.settle();
    await desk.close();
    const after = await openDesk(world, alice, {}, desk.profileDir);
    let refusals = 1;
    world.beforeLetter = () => {
      if (refusals-- > 0) throw new PublishRefused('not-allowed');
    };
    after.resume();
    await after.until('failed');
    world.clock.pass(MINUTE);
    await after.until('sent');
  });

  it('is told the journal together with its letter, and taken back where its turn does not come', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    const marks = vi.spyOn(desk.store, 'markMayBeTaken');
    queue(desk);
    await desk.until('sent');
    expect(marks).not.toHaveBeenCalled();
    const lost = new ConnectionLost('gone', { mayBeTaken: false });
    let loseFirst = (): void => {};
    vi.spyOn(world.bus, 'publish').mockReturnValueOnce(
      new Promise((_, reject) => {
        loseFirst = () => reject(lost);
      }),
    );
    const tried: string[] = [];
    world.beforeLetter = ({ messageType }) => {
      tried.push(messageType);
      throw lost;
    };
    const [one, two] = [queue(desk), queue(desk)];
    for (const { id } of [one, two])
      await vi.waitFor(() => expect(desk.log.get(id)?.state).toBe('dispatching'));
    // Only the one whose attempt comes next: the other is asked for again, also after a restart.
    expect(desk.store.unpublished().map(({ mayBeTaken }) => mayBeTaken)).toEqual([true, false]);
    loseFirst();
    await desk.settle();
    // The one behind it was never tried.
    expect(new Set(tried).size).toBe(1);
    expect(desk.store.unpublished().map(({ mayBeTaken }) => mayBeTaken)).toEqual([false, false]);
  });

  it('and was called failed all the same by an earlier version, is delivered by a true answer', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    const one = queue(desk);
    await desk.until('sent');
    const sent = desk.log.outgoing(one.id);
    if (!sent?.metadata) throw new Error('no metadata');
    desk.log.put({ ...sent, state: 'failed', reason: 'internal' });
    const { messageType, kid, body } = answer(bob, alice, sent.metadata, world.clock);
    world.append(inboxTopic('alice@acme'), messageType, kid, body);
    await desk.until('delivered');
  });
});

describe('a certificate that is revoked while a document is on its way', () => {
  it('keeps its key from going out, after a long seal', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    world.beforeShard = () => void world.verdicts.set(bob.leaf.fingerprint, 'invalid');
    const one = queue(desk);
    const failed = await desk.until('failed');
    expect([failed.reason, copiesOf(world, one)]).toEqual(['recipient-certificate-invalid', 0]);
    world.verdicts.clear();
    world.beforeShard = () => void world.verdicts.set(alice.leaf.fingerprint, 'invalid');
    const two = queue(desk);
    const own = await desk.until('failed', ({ id }) => id === two.id);
    expect([own.reason, copiesOf(world, two)]).toEqual(['own-certificate-invalid', 0]);
  });

  it('keeps its key from going out, after it waited sealed', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    world.beforeLetter = () => {
      throw new ConnectionLost('gone', { mayBeTaken: false });
    };
    const one = queue(desk);
    await vi.waitFor(() => expect(desk.log.get(one.id)?.state).toBe('dispatching'));
    world.beforeLetter = () => {};
    world.verdicts.set(bob.leaf.fingerprint, 'invalid');
    world.clock.pass(DAY);
    const failed = await desk.until('failed');
    expect([failed.reason, copiesOf(world, one), desk.store.unpublished()]).toEqual([
      'recipient-certificate-invalid',
      0,
      [],
    ]);
    // What was sealed keeps its row and its ID; sending again is another transfer.
    world.verdicts.clear();
    expect(desk.sender.retry(one.id)).not.toBe(one.id);
    expect(desk.sender.retry(one.id)).toBe(null);
  });
});

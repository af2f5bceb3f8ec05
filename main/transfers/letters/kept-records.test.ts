import { afterEach, describe, expect, it, vi } from 'vitest';
import { inboxTopic } from '../../protocol/destination.ts';
import { HOUR, MINUTE } from '../../protocol/limits.ts';
import { BusFault, ConnectionLost } from '../ports.ts';
import { answer, desks, letter, person, post, World } from '../test-support.ts';

const alice = person('alice');
const bob = person('bob');
const openDesk = desks();
afterEach(() => void vi.restoreAllMocks());

describe('what nobody could be asked about while the connection stayed', () => {
  it.each([
    ['a lost connection', new ConnectionLost('not read to its end')],
    ['a fault of the client', new BusFault('Cannot destructure')],
  ])('is judged again by itself: %s', async (_, error) => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const world = new World(alice, bob);
    const desk = await openDesk(world, bob);
    const refresh = vi.spyOn(world.registry, 'refresh').mockRejectedValue(error);
    post(world, bob, letter(alice, bob, world.clock));
    await desk.settle();
    expect(desk.rows().map(({ status }) => status)).not.toContain('received');
    world.clock.pass(5_000);
    await desk.settle();
    refresh.mockRestore();
    // Nothing changes in the registry, and the connection does not come back: it never went.
    world.clock.pass(MINUTE);
    await desk.until('received');
  });

  it('is an acknowledgement too: the document becomes delivered', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    const { id } = desk.queue({
      ...{ recipient: 'bob@acme', recipientLabel: null, documentName: 'plan.txt', documentSize: 1 },
      path: import.meta.filename,
    });
    await desk.until('sent');
    const metadata = desk.log.outgoing(id)?.metadata;
    if (!metadata) throw new Error('sent without metadata');
    const { messageType, kid, body } = answer(bob, alice, metadata, world.clock);
    world.append(inboxTopic('alice@acme'), messageType, kid, body);
    vi.spyOn(world.registry, 'refresh').mockRejectedValueOnce(new ConnectionLost('late'));
    await desk.collect();
    expect(desk.log.get(id)?.state).toBe('sent');
    world.clock.pass(MINUTE);
    await desk.until('delivered');
  });

  it('does not stop for good where the journal cannot be read once', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const world = new World(alice, bob);
    world.verdicts.set(alice.leaf.fingerprint, 'cannot-be-judged');
    const desk = await openDesk(world, bob);
    post(world, bob, letter(alice, bob, world.clock));
    await desk.settle();
    vi.spyOn(desk.store, 'keptRecords').mockImplementationOnce(() => {
      throw new Error('disk I/O error');
    });
    desk.connected();
    await desk.settle();
    world.verdicts.clear();
    world.clock.pass(MINUTE);
    await desk.until('received');
  });
});

it('what was evicted and is gone from its topic is given up: the topic is not read for it again', async () => {
  const world = new World(alice, bob);
  world.verdicts.set(alice.leaf.fingerprint, 'cannot-be-judged');
  const desk = await openDesk(world, bob);
  post(world, bob, letter(alice, bob, world.clock));
  await desk.settle();
  const kept = desk.store.keptRecords();
  vi.spyOn(desk.store, 'keptRecords').mockReturnValueOnce(kept.map((record) => ({ ...record, body: null })));
  world.topics.set(inboxTopic('bob@acme'), []);
  const seek = vi.spyOn(world.bus, 'seek');
  world.clock.pass(HOUR);
  await desk.until('refused', ({ reason }) => reason === 'sender-unconfirmed');
  expect([seek.mock.calls.length, desk.store.keptRecords()]).toEqual([1, []]);
  world.clock.pass(3 * HOUR);
  await desk.settle();
  expect(seek).toHaveBeenCalledTimes(1);
});

describe('an inbox topic that was made again', () => {
  it('hands over other records under the same offsets: both documents are received', async () => {
    const world = new World(alice, bob);
    world.verdicts.set(alice.leaf.fingerprint, 'cannot-be-judged');
    const desk = await openDesk(world, bob);
    post(world, bob, letter(alice, bob, world.clock));
    await desk.settle();
    world.topics.set(inboxTopic('bob@acme'), []);
    world.clock.pass(MINUTE);
    desk.readAgain();
    post(world, bob, letter(alice, bob, world.clock, { document: Buffer.from('another') }));
    await desk.settle();
    expect(desk.store.keptRecords().map(({ offset }) => offset)).toEqual(['1', '1']);
    expect(new Set(desk.store.keptRecords().map(({ brokerTime }) => brokerTime)).size).toBe(2);
    world.verdicts.clear();
    desk.connected();
    await vi.waitFor(() => expect(desk.rows().map(({ status }) => status)).toEqual(['received', 'received']));
  });
});

describe('letters that do not open', () => {
  it('are noted in one transaction, and take no place among those that wait', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, bob);
    const { data } = letter(alice, bob, world.clock);
    for (let n = 0; n < 200; n++)
      world.append(inboxTopic('bob@acme'), data.messageType, data.kid, Buffer.alloc(600, n));
    const together = vi.spyOn(desk.store, 'loosely');
    const keep = vi.spyOn(desk.store, 'keepRecords');
    await desk.collect();
    expect(together).toHaveBeenCalledTimes(1);
    expect(keep.mock.calls.flatMap(([records]) => records)).toEqual([]);
    expect(desk.quarantined().length).toBe(200);
    post(world, bob, letter(alice, bob, world.clock));
    await desk.until('received');
  });
});

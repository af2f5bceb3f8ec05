import { describe, expect, it, vi } from 'vitest';
import type { ClockState } from '../../../shared/clock.ts';
import { inboxTopic } from '../../protocol/destination.ts';
import { DAY, HOUR, MINUTE } from '../../protocol/limits.ts';
import {
  acknowledgements,
  type Desk,
  desks,
  letter,
  person,
  post,
  TestClock,
  World,
} from '../test-support.ts';
import { ClockCheck } from './clock-check.ts';
import { ClockWatch } from './clock-watch.ts';

const alice = person('alice');
const bob = person('bob');
const openDesk = desks();
/** Kafka tells its time at once. */
function observes(desk: Desk, world: World): void {
  const now = world.clock.now();
  desk.clockCheck.observe({ askedAt: now, answeredAt: now, brokerTime: world.brokerTime(), took: 0 });
}

describe('the clock against the server', () => {
  const compare = (ahead: number, took = 0): ClockState => {
    const clock = new TestClock();
    const check = new ClockCheck(clock, { changed: () => {}, mayGoOn: () => {} });
    const now = clock.now();
    check.observe({ askedAt: now - took, answeredAt: now, brokerTime: now - ahead, took });
    return check.state;
  };

  it('is right within five minutes, said beyond, and blocks beyond a day', () => {
    expect(compare(4 * MINUTE)).toEqual({ kind: 'right' });
    expect(compare(6 * MINUTE)).toEqual({ kind: 'wrong', difference: 6 * MINUTE, blocks: false });
    expect(compare(-6 * MINUTE)).toEqual({ kind: 'wrong', difference: -6 * MINUTE, blocks: false });
    expect(compare(2 * DAY)).toEqual({ kind: 'wrong', difference: 2 * DAY, blocks: true });
    expect(compare(-3 * DAY)).toEqual({ kind: 'wrong', difference: -3 * DAY, blocks: true });
  });

  it('is not called wrong for an answer that was long on its way', () => {
    expect(compare(10 * MINUTE, 20 * MINUTE)).toEqual({ kind: 'right' });
  });

  it('is worth asking about where a record comes from its future, and tells what did not change to nobody', () => {
    const clock = new TestClock();
    const told: ClockState[] = [];
    const check = new ClockCheck(clock, { changed: (state) => told.push(state), mayGoOn: () => {} });
    const now = clock.now();
    expect([check.isBehind(now - DAY), check.isBehind(now + MINUTE), check.isBehind(now + HOUR)]).toEqual([
      ...[false, false, true],
    ]);
    for (let n = 0; n < 2; n++)
      check.observe({ askedAt: now, answeredAt: now, brokerTime: now + HOUR, took: 0 });
    expect(told).toEqual([{ kind: 'wrong', difference: -HOUR, blocks: false }]);
    expect(check.serverNow()).toBe(now + HOUR);
    expect(check.isBehind(now + HOUR)).toBe(false);
  });

  it('holds back what is signed from when it is set until the server was asked, also where that changes nothing', () => {
    const clock = new TestClock();
    const mayGoOn = vi.fn();
    const check = new ClockCheck(clock, { changed: () => {}, mayGoOn });
    const observe = (): void => {
      const now = clock.now();
      check.observe({ askedAt: now, answeredAt: now, brokerTime: now, took: 0 });
    };
    observe();
    expect(mayGoOn).not.toHaveBeenCalled();
    clock.setBy = HOUR;
    expect([check.blocks, check.isInDoubt, check.isWrong]).toEqual([true, true, false]);
    observe();
    expect([check.blocks, check.isInDoubt]).toEqual([false, false]);
    expect(mayGoOn).toHaveBeenCalledTimes(1);
    // An answer to what was asked before it was set compares nothing.
    clock.setBy = 26 * HOUR;
    const now = clock.now();
    expect(check.blocks).toBe(true);
    check.observe({ askedAt: now - 25 * HOUR, answeredAt: now, brokerTime: now - 25 * HOUR, took: 20 });
    expect([check.blocks, mayGoOn.mock.calls.length]).toEqual([true, 1]);
    clock.setBy = HOUR;
    observe();
    expect([check.blocks, mayGoOn.mock.calls.length]).toEqual([false, 2]);
    // Set back before anybody looked.
    clock.setBy = 2 * HOUR;
    expect(check.blocks).toBe(true);
    clock.setBy = HOUR;
    expect([check.blocks, check.isInDoubt]).toEqual([false, true]);
    observe();
    expect(mayGoOn).toHaveBeenCalledTimes(3);
    expect(check.isInDoubt).toBe(false);
  });

  it('is asked about when somebody sets it, and not when time just passes', () => {
    const clock = new TestClock();
    const ask = vi.fn();
    let isWrong = false;
    const watch = new ClockWatch(clock, () => isWrong, ask);
    watch.start();
    clock.pass(HOUR);
    expect(ask).not.toHaveBeenCalled();
    clock.setBy = -DAY;
    clock.pass(5_000);
    expect(ask).toHaveBeenCalledTimes(1);
    // Until an answer says that it is right.
    isWrong = true;
    clock.pass(2 * MINUTE + 5_000);
    expect(ask).toHaveBeenCalledTimes(3);
    watch.stop();
    clock.pass(HOUR);
    expect(ask).toHaveBeenCalledTimes(3);
  });
});

describe('a clock that is days wrong', () => {
  it('of the sender: what is sent waits, says so, and goes by itself when it is right', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    const observe = (): void => observes(desk, world);
    const truth = world.clock.now();
    world.brokerTime = () => truth;
    world.clock.setBy = 2 * DAY;
    observe();
    desk.queue({
      ...{ recipient: 'bob@acme', recipientLabel: null, documentName: 'plan.txt', documentSize: 1 },
      path: import.meta.filename,
    });
    await desk.settle();
    expect(desk.rows().map(({ status }) => status)).toEqual(['waiting-for-clock']);
    expect(world.topics.get(inboxTopic('bob@acme'))).toEqual([]);
    world.clock.setBy = 0;
    observe();
    await desk.until('sent');
  });

  it('of the sender, and set a moment ago: nothing is signed before the server was asked', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, alice);
    const truth = world.clock.now();
    world.brokerTime = () => truth;
    observes(desk, world);
    world.clock.setBy = 25 * HOUR;
    desk.queue({
      ...{ recipient: 'bob@acme', recipientLabel: null, documentName: 'plan.txt', documentSize: 1 },
      path: import.meta.filename,
    });
    await desk.settle();
    const keys = (): readonly string[] =>
      [...(world.topics.get(inboxTopic('bob@acme')) ?? [])].map(({ key }) => String(key));
    expect(keys().filter((key) => key.startsWith('data-'))).toEqual([]);
    expect(desk.rows().map(({ status }) => status)).toEqual(['waiting-for-clock']);
    world.clock.setBy = 0;
    observes(desk, world);
    await desk.until('sent');
  });

  it('of the sender, set back while it is sent to before its certificate began: nothing fails of it', async () => {
    const truth = new TestClock().now();
    const young = { ...alice, leaf: { ...alice.leaf, notBefore: truth - HOUR } };
    const world = new World(young, bob);
    const desk = await openDesk(world, young);
    world.brokerTime = () => truth;
    observes(desk, world);
    world.beforeShard = () => {
      world.clock.setBy = -49 * HOUR;
    };
    desk.queue({
      ...{ recipient: 'bob@acme', recipientLabel: null, documentName: 'plan.txt', documentSize: 1 },
      path: import.meta.filename,
    });
    await desk.settle();
    expect(desk.rows().map(({ status }) => status)).toEqual(['waiting-for-clock']);
    world.beforeShard = () => {};
    world.clock.setBy = 0;
    observes(desk, world);
    await desk.until('sent');
  });

  it('of the recipient: the document is saved, and its confirmation is signed when it is right', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, bob);
    const truth = world.clock.now();
    world.brokerTime = () => truth;
    const one = letter(alice, bob, world.clock);
    world.clock.setBy = 2 * DAY;
    const observe = (): void => observes(desk, world);
    observe();
    post(world, bob, one);
    const pending = await desk.until('confirmation-pending');
    expect(pending.path).not.toBe(null);
    expect(acknowledgements(world, alice)).toEqual([]);
    world.clock.setBy = 0;
    observe();
    await desk.until('received');
    const [acknowledgement] = acknowledgements(world, alice);
    expect(Math.abs(Date.parse(acknowledgement?.acknowledgedAt ?? '') - truth)).toBeLessThan(MINUTE);
  });

  it('of the recipient, and set a moment ago: the answer waits until the server was asked', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, bob);
    const truth = world.clock.now();
    world.brokerTime = () => truth;
    observes(desk, world);
    post(world, bob, letter(alice, bob, world.clock));
    world.clock.setBy = 49 * HOUR;
    await desk.until('confirmation-pending');
    await desk.settle();
    expect(acknowledgements(world, alice)).toEqual([]);
    expect(desk.rows().map(({ leg }) => leg?.name)).toEqual(['own-clock']);
    world.clock.setBy = 0;
    observes(desk, world);
    await desk.until('received');
  });

  it('four days fast, does not take a document that waits for a list as too old', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, bob);
    const truth = world.clock.now();
    world.brokerTime = () => truth;
    const one = letter(alice, bob, world.clock);
    world.clock.setBy = 4 * DAY;
    observes(desk, world);
    // A list past its nextUpdate, by this clock.
    world.verdicts.set(alice.leaf.fingerprint, 'cannot-be-judged');
    post(world, bob, one);
    await desk.settle();
    expect(desk.rows().map(({ status }) => status)).toEqual(['checking']);
    world.verdicts.clear();
    world.clock.setBy = 0;
    observes(desk, world);
    await desk.until('received');
  });

  it('four days fast, does not give up a document that waits for its folder', async () => {
    const world = new World(alice, bob);
    const desk = await openDesk(world, bob);
    const truth = world.clock.now();
    world.brokerTime = () => truth;
    const one = letter(alice, bob, world.clock);
    world.clock.setBy = 4 * DAY;
    observes(desk, world);
    const obstacle = vi.spyOn(desk.documents, 'obstacle').mockResolvedValue('not-there');
    post(world, bob, one);
    await desk.settle();
    world.clock.pass(2 * MINUTE);
    await desk.settle();
    expect(desk.rows().map(({ status }) => status)).toEqual(['cannot-save']);
    obstacle.mockRestore();
    world.clock.pass(10 * MINUTE);
    await desk.until('confirmation-pending');
  });
});

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { inboxTopic } from '../../protocol/destination.ts';
import { DAY, HOUR, MINUTE } from '../../protocol/limits.ts';
import { type Desk, desks, person, World } from '../test-support.ts';

const alice = person('alice');
const bob = person('bob');
const carol = person('carol');
const openDesk = desks();
const inboxOf = (who: typeof bob): string => inboxTopic(who.leaf.destination);

async function office() {
  const world = new World(alice, bob, carol);
  const desk = await openDesk(world, alice);
  desk.resume();
  await desk.settle();
  return { world, desk };
}

/** Sends a document, and waits until the server has it. */
async function send(desk: Desk, to = bob, name = 'plan.txt') {
  const path = join(desk.profileDir, name);
  writeFileSync(path, 'a plan');
  const recipient = to.leaf.destination;
  const document = { path, documentName: name, documentSize: 6 };
  const { id } = desk.queue({ recipient, recipientLabel: null, ...document });
  await desk.until('sent', (row) => row.id === id);
  return id;
}

const row = (desk: Desk, id: string) => desk.rows().find((one) => one.id === id);
/** Lets the desk look after what it sent. */
async function later(world: World, desk: Desk, milliseconds = 50 * MINUTE): Promise<void> {
  // In few steps: in the last of them it looks once more.
  for (const part of [0.8, 0.2]) {
    world.clock.pass(milliseconds * part);
    await desk.settle();
  }
}

it("judges what nobody confirmed by what the recipient's inbox keeps, and not by the own one", async () => {
  const { world, desk } = await office();
  world.limits = { retention: 2 * DAY, bytes: Number.POSITIVE_INFINITY };
  const id = await send(desk);
  await later(world, desk, 5_000);
  await later(world, desk, 2 * DAY - HOUR);
  expect(row(desk, id)).toMatchObject({ status: 'sent', overdue: false, retryable: false });
  await later(world, desk, 2 * HOUR);
  expect(row(desk, id)).toMatchObject({ status: 'sent', overdue: true, retryable: true });
});

it('says nothing of a time that nobody told', async () => {
  const { world, desk } = await office();
  world.limits = null;
  const id = await send(desk);
  await later(world, desk, 20 * DAY);
  expect(row(desk, id)).toMatchObject({ status: 'sent', overdue: false });
});

it('finds what the server removed unread, and offers to send it again, also after a restart', async () => {
  const { world, desk } = await office();
  world.limits = null;
  const [gone, there] = [await send(desk), await send(desk)];
  const [first] = world.topics.get(inboxOf(bob))?.filter(({ key }) => String(key).startsWith('data-')) ?? [];
  world.lows.set(inboxOf(bob), Number(first?.offset) + 1);
  await later(world, desk);
  expect(row(desk, gone)).toMatchObject({ status: 'sent', overdue: true, retryable: true });
  expect(row(desk, there)).toMatchObject({ status: 'sent', overdue: false, retryable: false });
  // It is in the journal: nobody has to be asked for it again.
  world.isConnected = false;
  expect(desk.log.get(gone)?.events.filter(({ event }) => event === 'removed-from-server')).toHaveLength(1);
  const again = desk.sender.retry(gone);
  expect([again === null, row(desk, gone)?.retryable]).toEqual([false, false]);
  expect(desk.unconfirmed.map(({ id, leg }) => [id, leg?.name])).toEqual([[gone, 'removed']]);
});

it('takes a confirmation that comes all the same', async () => {
  const { world, desk } = await office();
  const id = await send(desk);
  const received = await openDesk(world, bob);
  received.resume();
  await received.until('received');
  world.lows.set(inboxOf(bob), world.topics.get(inboxOf(bob))?.length ?? 0);
  await later(world, desk);
  expect(await desk.until('delivered', (one) => one.id === id)).toMatchObject({ overdue: false });
});

it('knows what stood in an inbox that was made anew from what stands there now', async () => {
  const { world, desk } = await office();
  const ids = [await send(desk), await send(desk), await send(desk)];
  await later(world, desk, 5_000);
  // More records than before: the offsets alone would say that all of them are there.
  const before = world.topics.get(inboxOf(bob))?.length ?? 0;
  world.topics.set(inboxOf(bob), []);
  world.clock.pass(10 * MINUTE);
  for (let n = 0; n <= before; n++) world.append(inboxOf(bob), `clock-${n}`, null, Buffer.from('x'));
  const newer = await send(desk);
  await later(world, desk);
  expect(ids.map((id) => row(desk, id)?.overdue)).toEqual([true, true, true]);
  expect(row(desk, newer)).toMatchObject({ status: 'sent', overdue: false });
});

it('knows them also while the new inbox has fewer records', async () => {
  const { world, desk } = await office();
  const id = await send(desk);
  world.topics.set(inboxOf(bob), []);
  await later(world, desk);
  expect(row(desk, id)).toMatchObject({ overdue: true });
});

it('asks once for each inbox, calmly, and only while there is a connection', async () => {
  const { world, desk } = await office();
  for (let n = 0; n < 5; n++) await send(desk);
  await send(desk, carol);
  const asked = (): readonly string[] => world.looks.splice(0);
  await later(world, desk, 5_000);
  expect(asked()).toEqual(['bob@acme']);
  await later(world, desk, 200);
  expect(asked()).toEqual(['carol@acme']);
  await later(world, desk, 20 * MINUTE);
  expect(asked()).toEqual([]);
  world.isConnected = false;
  await later(world, desk, HOUR);
  expect(asked()).toEqual([]);
  world.isConnected = true;
  desk.connected();
  await desk.settle();
  await later(world, desk, 200);
  expect(asked()).toEqual(['bob@acme', 'carol@acme']);
});

it('says in the log why it could not ask, and asks again', async () => {
  const { world, desk } = await office();
  const said = vi.spyOn(console, 'error').mockImplementation(() => {});
  vi.spyOn(world.bus, 'standingOf').mockRejectedValueOnce(new TypeError('a fault'));
  const id = await send(desk);
  await later(world, desk, 5_000);
  expect(String(said.mock.calls[0]?.[0])).toContain('looking after documents');
  said.mockRestore();
  world.lows.set(inboxOf(bob), 99);
  await later(world, desk);
  expect(row(desk, id)).toMatchObject({ overdue: true });
});

it('tells once that the server keeps a document only for a short time more', async () => {
  const { world, desk } = await office();
  world.limits = { retention: 4 * DAY, bytes: Number.POSITIVE_INFINITY };
  const id = await send(desk);
  await later(world, desk, 5_000);
  await later(world, desk, 2.5 * DAY);
  expect(desk.unconfirmed).toEqual([]);
  await later(world, desk, DAY);
  expect(desk.unconfirmed.map((one) => [one.id, one.leg?.name])).toEqual([[id, 'their-app']]);
  await later(world, desk, HOUR);
  expect(desk.unconfirmed).toHaveLength(1);
});

it('ends with the app at once, also while it waits between two inboxes', async () => {
  const { world, desk } = await office();
  await send(desk);
  await send(desk, carol);
  await later(world, desk, 5_000);
  expect(world.looks).toEqual(['bob@acme']);
  await desk.engine.stop();
  expect(world.looks).toEqual(['bob@acme']);
});

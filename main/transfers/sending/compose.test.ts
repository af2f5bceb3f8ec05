import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { OfferedFile } from '../ports.ts';
import { type Desk, desks, person, World } from '../test-support.ts';
import { queueAll } from './compose.ts';

const alice = person('alice');
const bob = person('bob');
const carol = person('carol');
const openDesk = desks();
let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sealpost-test-'));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true, force: true });
});

const offers = {
  look: async (name: string): Promise<OfferedFile> => {
    const path = join(dir, name);
    writeFileSync(path, 'A document.\n');
    return { state: 'ok', path, name, size: 12, time: Math.floor(statSync(path).mtimeMs) };
  },
};
/** Two documents to two people. */
const send = (desk: Desk): ReturnType<typeof queueAll> =>
  queueAll(
    { from: 'alice@acme', recipients: ['bob@acme', 'carol@acme'], documents: ['a.txt', 'b.txt'] },
    { engine: desk.engine, isLocked: () => false, offers },
  );

it('each document goes to each recipient', async () => {
  const world = new World(alice, bob, carol);
  const desk = await openDesk(world, alice);
  expect((await send(desk)).ok).toBe(true);
  await vi.waitFor(() => expect(desk.rows().map(({ status }) => status)).toEqual(Array(4).fill('sent')));
  expect(desk.rows().map((row) => [row.documentName, row.peer?.destination])).toEqual([
    ['a.txt', 'bob@acme'],
    ['b.txt', 'bob@acme'],
    ['a.txt', 'carol@acme'],
    ['b.txt', 'carol@acme'],
  ]);
});

it.each([1, 2, 3, 4])(
  'of documents whose journaling fails at number %i nothing is queued, told or sent',
  async (number) => {
    const world = new World(alice, bob, carol);
    const desk = await openDesk(world, alice);
    const { put } = desk.store;
    let written = 0;
    vi.spyOn(desk.store, 'put').mockImplementation((record, row) => {
      if (++written === number) throw new Error('the disk is full');
      put.call(desk.store, record, row);
    });
    await expect(send(desk)).rejects.toThrow('the disk is full');
    desk.connected();
    await desk.settle();
    expect([desk.rows(), desk.log.unfinished(), desk.log.queued(), desk.told]).toEqual([[], [], [], []]);
    expect(desk.log.counts().sent).toBe(0);
    expect([...world.topics.values()].flat()).toEqual([]);
    // The next attempt finds nothing in its way.
    expect((await send(desk)).ok).toBe(true);
    expect(desk.rows().length).toBe(4);
  },
);

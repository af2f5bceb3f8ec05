import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { inboxTopic } from '../../protocol/destination.ts';
import { MINUTE } from '../../protocol/limits.ts';
import { toDetails } from '../log/transfer-view.ts';
import { acknowledgements, type Desk, desks, letter, person, post, World } from '../test-support.ts';

const alice = person('alice');
const bob = person('bob');
const openDesk = desks();
const inbox = inboxTopic(bob.leaf.destination);
afterEach(() => void vi.restoreAllMocks());
const savedBy = ({ receivedDir }: Desk): readonly string[] => readdirSync(receivedDir).sort();

/** The journal is gone, and a new one reads the inbox again from its first record. */
async function rebuilt(world: World, desk: Desk): Promise<Desk> {
  await desk.close();
  for (const end of ['', '-wal', '-shm'])
    rmSync(join(desk.profileDir, `transfers.sqlite${end}`), { force: true });
  const again = await openDesk(world, bob, {}, desk.profileDir);
  again.store.keepReadsAgain(inbox, BigInt(world.topics.get(inbox)?.length ?? 0));
  return again;
}

/** Documents that Bob received: two of one name and other content, two of one content. */
async function received(): Promise<{ readonly world: World; readonly desk: Desk }> {
  const world = new World(alice, bob);
  const desk = await openDesk(world, bob);
  for (const text of ['one', 'two', 'same', 'same'])
    post(world, bob, letter(alice, bob, world.clock, { document: Buffer.from(text) }));
  await vi.waitFor(async () => {
    await desk.collect();
    expect(desk.rows().map(({ status }) => status)).toEqual(Array(4).fill('received'));
  });
  return { world, desk };
}

const allReceived = (desk: Desk, count = 4): Promise<void> =>
  vi.waitFor(async () => {
    await desk.collect();
    expect(desk.rows().map(({ status }) => status)).toEqual(Array(count).fill('received'));
  });

it('a document that stands in the folder from before is not saved again, has its row, and is no news', async () => {
  const { world, desk } = await received();
  const before = savedBy(desk);
  const again = await rebuilt(world, desk);
  await allReceived(again);
  expect(savedBy(again)).toEqual(before);
  expect(again.rows().map(({ unread }) => unread)).toEqual(Array(4).fill(false));
  // Each row has a file of its own, with what was signed for it.
  const paths = again.rows().map(({ path }) => path ?? '');
  expect(new Set(paths).size).toBe(4);
  expect(paths.map((path) => readFileSync(path, 'utf8'))).toEqual(['one', 'two', 'same', 'same']);
  // Nothing stays unanswered, whatever was answered before.
  expect(acknowledgements(world, alice).map(({ status }) => status)).toEqual(Array(8).fill('received'));
  const [row] = again.rows();
  const record = again.log.get(row?.id ?? '');
  if (!record || !row) throw new Error('the row is there');
  const { steps, technical } = toDetails(record, row, null);
  expect(steps.map(({ name, state }) => `${name} ${state}`)).toEqual([
    ...['pieces-arriving done', 'opened done', 'signature-matches done', 'complete done', 'saved done'],
    'confirmation-sent done',
  ]);
  expect([technical.compressedBytes, row.isFound]).toEqual([null, true]);
  await vi.waitFor(() => expect(readdirSync(join(desk.profileDir, 'incoming'))).toEqual([]));
});

it('one that a person renamed is known by what is in it; one that is gone is saved again, as news', async () => {
  const { world, desk } = await received();
  const [one, two] = desk.rows().map(({ path }) => path ?? '');
  renameSync(one ?? '', join(desk.receivedDir, 'filed by me.txt'));
  rmSync(two ?? '');
  const again = await rebuilt(world, desk);
  await allReceived(again);
  const rows = again.rows();
  expect(rows[0]?.path).toBe(join(desk.receivedDir, 'filed by me.txt'));
  expect(rows.map(({ unread }) => unread)).toEqual([false, true, false, false]);
  expect(readFileSync(rows[1]?.path ?? '', 'utf8')).toBe('two');
  expect(savedBy(again)).toHaveLength(4);
});

it('a file that was changed, and one that another row has, is not taken for it', async () => {
  const { world, desk } = await received();
  const [one] = desk.rows().map(({ path }) => path ?? '');
  writeFileSync(one ?? '', 'eno');
  post(world, bob, letter(alice, bob, world.clock, { document: Buffer.from('two') }));
  const again = await rebuilt(world, desk);
  await allReceived(again, 5);
  expect(again.rows().map(({ unread }) => unread)).toEqual([true, false, false, false, true]);
  expect(savedBy(again)).toHaveLength(6);
});

it('what comes for the first time is saved, though its like stands in the folder', async () => {
  const world = new World(alice, bob);
  const desk = await openDesk(world, bob);
  writeFileSync(join(desk.receivedDir, 'plan.txt'), 'one');
  post(world, bob, letter(alice, bob, world.clock, { document: Buffer.from('one') }));
  await allReceived(desk, 1);
  expect(savedBy(desk)).toEqual(['plan (2).txt', 'plan.txt']);
});

it('where the folder is away, it waits for it, and nothing is saved a second time', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const { world, desk } = await received();
  const before = savedBy(desk);
  renameSync(desk.receivedDir, `${desk.receivedDir} away`);
  const again = await rebuilt(world, desk);
  // The desk makes its folder; it is not there all the same.
  rmSync(again.receivedDir, { recursive: true });
  await vi.waitFor(async () => {
    await again.collect();
    expect(again.rows().map(({ status }) => status)).toEqual(Array(4).fill('cannot-save'));
  });
  world.clock.pass(MINUTE);
  await vi.waitFor(() =>
    expect(acknowledgements(world, alice).filter(({ reason }) => reason === 'storage')).toHaveLength(4),
  );
  renameSync(`${desk.receivedDir} away`, again.receivedDir);
  again.engine.roomMayHaveCome();
  await allReceived(again);
  expect(savedBy(again)).toEqual(before);
});

it('a second true acknowledgement changes nothing for the sender and is told to nobody', async () => {
  const world = new World(alice, bob);
  const [sender, desk] = [await openDesk(world, alice), await openDesk(world, bob)];
  const dir = mkdtempSync(join(tmpdir(), 'sealpost-test-'));
  const path = join(dir, 'plan.txt');
  writeFileSync(path, 'A document.\n');
  sender.queue({
    recipient: 'bob@acme',
    recipientLabel: null,
    path,
    documentName: 'plan.txt',
    documentSize: 12,
  });
  await sender.until('sent');
  await desk.until('received');
  await sender.until('delivered');
  const again = await rebuilt(world, desk);
  await allReceived(again, 1);
  expect(acknowledgements(world, alice)).toHaveLength(2);
  const before = sender.told.length;
  await sender.settle();
  expect(sender.rows().map(({ status }) => status)).toEqual(['delivered']);
  expect(sender.told.length).toBe(before);
  expect(sender.quarantined()).toEqual(['already-final']);
  rmSync(dir, { recursive: true });
});

it('a folder of thousands is read only where the size is the signed one', async () => {
  const { world, desk } = await received();
  mkdirSync(join(desk.receivedDir, 'a folder'));
  for (let n = 0; n < 3_000; n++)
    writeFileSync(join(desk.receivedDir, `${n}.pdf`), 'x'.repeat(10 + (n % 50)));
  const again = await rebuilt(world, desk);
  await allReceived(again);
  expect(savedBy(again)).toHaveLength(3_005);
});

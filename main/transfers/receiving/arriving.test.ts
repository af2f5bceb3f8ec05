import { expect, it } from 'vitest';
import type { Transfer } from '../../../shared/transfer.ts';
import { MINUTE } from '../../protocol/limits.ts';
import { newTransferId } from '../../protocol/transfer-id.ts';
import { TestClock } from '../test-support.ts';
import { Arriving } from './arriving.ts';

function arriving() {
  const clock = new TestClock();
  const known = new Set<string>();
  const changed: (readonly Transfer[])[] = [];
  const removed: string[] = [];
  const rows = new Arriving(
    {
      clock,
      shards: { bytesOf: () => 400, unverified: () => [] },
      ownDestination: () => 'bob@acme',
      isKnown: (transferId) => known.has(transferId),
    },
    { changed: (transfers) => changed.push(transfers), removed: (ids) => removed.push(...ids) },
  );
  return { clock, known, changed, removed, rows };
}

it('a flood of unknown transfer IDs is twenty rows, told at most ten times a second', () => {
  const { clock, changed, removed, rows } = arriving();
  const ids = Array.from({ length: 22_000 }, newTransferId);
  for (let at = 0; at < ids.length; at += 32) rows.shardsArrived(new Set(ids.slice(at, at + 32)));
  expect(changed.length).toBe(0);
  clock.pass(1_000);
  expect(changed.length).toBe(1);
  expect(changed[0]?.length).toBe(20);
  expect(rows.rows().map(({ id }) => id)).toEqual(ids.slice(-20).reverse());
  rows.shardsArrived(new Set(ids.slice(0, 1)));
  clock.pass(100);
  expect(removed).toEqual(ids.slice(-20, -19));
});

it('pieces whose sender gave up leave no row behind', () => {
  const { clock, changed, removed, rows } = arriving();
  const id = newTransferId();
  rows.shardsArrived(new Set([id]));
  clock.pass(MINUTE);
  rows.shardsArrived(new Set([id]));
  clock.pass(MINUTE);
  expect(rows.rows().length).toBe(1);
  clock.pass(2 * MINUTE);
  expect([rows.rows(), removed, changed.length]).toEqual([[], [id], 2]);
});

it('a transfer that became known takes the row over', () => {
  const { clock, known, removed, rows } = arriving();
  const [one, two] = [newTransferId(), newTransferId()];
  rows.shardsArrived(new Set([one, two]));
  clock.pass(100);
  for (const id of [one, two]) known.add(id);
  rows.taken({ id: one, transferId: one });
  rows.taken({ id: 'another row', transferId: two });
  expect([rows.rows(), removed]).toEqual([[], [two]]);
});

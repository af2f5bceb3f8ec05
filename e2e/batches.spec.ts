import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { expect, test } from './support/fixtures.ts';

/** How many documents each of the two sends; a soak run asks for more. */
const count = Number(process.env.SEALPOST_BATCH ?? 60);
const mostAtOnce = 1_000;

test('a pile of documents in both directions at once ends delivered, all of it', async ({
  pair: { alice, bob },
  office,
}) => {
  test.setTimeout(120_000 + count * 3_000);
  const pile = (name: string): string[] => {
    const dir = join(office.options.dir, 'documents', `pile-${name}-${Date.now()}`);
    mkdirSync(dir, { recursive: true });
    return Array.from({ length: count }, (_, n) => {
      const path = join(dir, `${name} ${n}.txt`);
      writeFileSync(path, `${name}, page ${n}\n`.repeat(1 + (n % 50)));
      return path;
    });
  };
  const sendAll = async (app: RunningApp, name: string, to: string): Promise<void> => {
    const paths = pile(name);
    for (let at = 0; at < paths.length; at += mostAtOnce)
      await app.send(paths.slice(at, at + mostAtOnce), to);
  };
  const began = Date.now();
  await Promise.all([
    sendAll(alice, 'from Alice', bob.options.destination),
    sendAll(bob, 'from Bob', alice.options.destination),
  ]);
  const statuses = async (app: RunningApp): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const { direction, status } of await app.transfers()) {
      const key = `${direction} ${status}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  };
  const all = { 'sent delivered': count, 'received received': count };
  const within = 60_000 + count * 1_500;
  await expect.poll(() => statuses(alice), { timeout: within, intervals: [500] }).toEqual(all);
  await expect.poll(() => statuses(bob), { timeout: within, intervals: [500] }).toEqual(all);
  console.log(`${2 * count} documents in ${((Date.now() - began) / 1_000).toFixed(1)} s`);
});

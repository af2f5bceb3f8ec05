import { rmSync } from 'node:fs';
import type { Office } from '../scripts/driver/office.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { Slip } from '../scripts/driver/slip.ts';
import { next } from './watch.ts';

/** Two people whose apps run. */
export type Pair = { readonly alice: RunningApp; readonly bob: RunningApp };

export async function openPair(office: Office): Promise<Pair> {
  const alice = office.person('alice', 'Alice Martin');
  const bob = office.person('bob', 'Bob Chen');
  await office.answerRequests();
  await Promise.all([alice.start(), bob.start()]);
  await Promise.all([alice.untilReady(), bob.untilReady()]);
  return { alice, bob };
}

export const closePair = async ({ alice, bob }: Pair): Promise<void> =>
  void (await Promise.all([alice.stop(), bob.stop()]));

export type Sent = { readonly id: string; readonly seconds: number };

/** Sends one document through the window, and waits until both sides are done with it. */
export async function send({ alice, bob }: Pair, path: string): Promise<Sent> {
  const slip = new Slip(alice.page);
  await alice.drop([path]);
  const [delivering, receiving] = [next(alice.page, 'delivered'), next(bob.page, 'received')];
  await slip.submit([path], bob.options.destination);
  const [delivered, received] = await Promise.all([delivering, receiving]);
  if (received.path) rmSync(received.path);
  return {
    id: delivered.transferId,
    seconds: ((delivered.finishedAt ?? 0) - delivered.createdAt) / 1000,
  };
}

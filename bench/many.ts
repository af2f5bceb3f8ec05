import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Office } from '../scripts/driver/office.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { Slip } from '../scripts/driver/slip.ts';
import { makeDocument } from './documents.ts';
import { type Fluidity, fluidityOf } from './fluid.ts';
import { type ProcessorTime, processorTimeOf, shareOf } from './processor.ts';
import { untilDelivered } from './watch.ts';

const watchedDocuments = 300;
const documentBytes = 50 * 1024;
/** What the pile left behind is cleared away first; milliseconds. */
const settleFor = 90_000;
const idleFor = 30_000; // milliseconds

/** Many documents at once, how the windows answer meanwhile, and what a window costs that nobody sees. */
export type ManyFigures = {
  /** To one person, whose app runs. */
  readonly toOne: { readonly documents: number; readonly seconds: number; readonly msEach: number };
  /** Processor time of one document to one person, in milliseconds. */
  readonly cpuMsEach: ProcessorTime;
  /** The same documents to each of several people, all of whose apps run. */
  readonly toSeveral: {
    readonly people: number;
    readonly transfers: number;
    readonly seconds: number;
  } | null;
  readonly sender: Fluidity;
  readonly recipient: Fluidity;
  /** Of one processor, of an app that is connected, hidden, and has nothing to do. */
  readonly hiddenPercent: number;
};

/** @param people how many the second pile goes to; 0: none */
export async function measureMany(
  office: Office,
  dir: string,
  { documents, people }: { readonly documents: number; readonly people: number },
  say: (line: string) => void,
): Promise<ManyFigures> {
  const paths = await makeDocuments(join(dir, 'many'), documents);
  const alice = office.person('alice', 'Alice Martin');
  const others = Array.from({ length: Math.max(1, people) }, (_, n) => office.person(`b${n}`, `Bob ${n}`));
  const bob = others[0] as RunningApp;
  await office.answerRequests();
  await alice.start();
  await bob.start();
  await Promise.all([alice.untilReady(), bob.untilReady()]);
  await sendAll(alice, paths.slice(0, 20), [bob]);
  let seconds = 0;
  const used = await processorTimeOf(alice, bob, async () => {
    seconds = await sendAll(alice, paths, [bob]);
  });
  const toOne = { documents, seconds, msEach: Math.round((seconds / documents) * 1e5) / 100 };
  say(`${documents} documents of 50 KiB: ${seconds.toFixed(1)} s, ${toOne.msEach} ms each`);
  const cpuMsEach = shareOf(used, documents);
  say(`processor time of each, ms: ${JSON.stringify(cpuMsEach)}`);
  // Apart from the time: watching draws sixty frames a second, which costs about as much as the documents.
  let sender: Fluidity | null = null;
  const recipient = await fluidityOf(bob, async () => {
    sender = await fluidityOf(alice, async () => {
      await sendAll(alice, paths.slice(0, watchedDocuments), [bob]);
    });
  });
  say(`meanwhile, sender: ${JSON.stringify(sender)}; recipient: ${JSON.stringify(recipient)}`);
  const hiddenPercent = await idleOf(alice, bob);
  say(`hidden and idle: ${hiddenPercent} % of a processor`);
  const toSeveral = people > 1 ? await several(alice, others, paths.slice(0, 100), say) : null;
  await Promise.all([alice, ...others].map((app) => app.stop()));
  return { toOne, cpuMsEach, toSeveral, sender: sender as unknown as Fluidity, recipient, hiddenPercent };
}

async function several(
  alice: RunningApp,
  others: readonly RunningApp[],
  paths: readonly string[],
  say: (line: string) => void,
): Promise<NonNullable<ManyFigures['toSeveral']>> {
  for (const app of others.slice(1)) {
    await app.start();
    await app.untilReady();
  }
  const seconds = await sendAll(alice, paths, others);
  const transfers = paths.length * others.length;
  say(`${paths.length} documents to ${others.length} people: ${seconds.toFixed(1)} s`);
  return { people: others.length, transfers, seconds };
}

/** @returns seconds from the click on Send until all are delivered */
async function sendAll(
  alice: RunningApp,
  paths: readonly string[],
  to: readonly RunningApp[],
): Promise<number> {
  const slip = new Slip(alice.page);
  await alice.drop(paths);
  const delivered = untilDelivered(alice.page, paths.length * to.length);
  for (const app of to.slice(1)) await slip.add(app.options.destination);
  await slip.submit(paths.slice(0, 1), (to[0] as RunningApp).options.destination);
  const { from, until } = await delivered;
  return (until - from) / 1000;
}

async function idleOf(alice: RunningApp, bob: RunningApp): Promise<number> {
  for (const app of [alice, bob])
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.hide());
  await new Promise((resolve) => setTimeout(resolve, settleFor));
  const { sender } = await processorTimeOf(
    alice,
    bob,
    () => new Promise((resolve) => setTimeout(resolve, idleFor)),
  );
  const used = Object.values(sender).reduce((sum, one) => sum + one, 0);
  for (const app of [alice, bob])
    await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.show());
  return Math.round((used / idleFor) * 1e4) / 100;
}

async function makeDocuments(dir: string, count: number): Promise<readonly string[]> {
  mkdirSync(dir);
  const paths = Array.from({ length: count }, (_, n) => join(dir, `document ${n}.bin`));
  for (const path of paths) await makeDocument(path, 'office', documentBytes);
  return paths;
}

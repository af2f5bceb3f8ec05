import { renameSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { Documents } from './documents.ts';
import type { Side } from './edges.ts';
import { replay } from './hostile.ts';
import type { Installation } from './installation.ts';
import type { Sent, Violation } from './invariants.ts';
import type { Field } from './nemesis.ts';

type Way = (field: Field, to: Installation) => Promise<void>;
type Case = { readonly way: string; readonly one: Installation; readonly edge: string };

/** What happens while a document is on its way: each leads the journals over other edges. */
const ways: Readonly<Record<string, Way>> = {
  plain: async () => {},
  'drive away': async (_, to) => {
    const receivedDir = to.at(to.plan.receivedDir);
    renameSync(receivedDir, `${receivedDir} away`);
    await pause(3_000);
    renameSync(`${receivedDir} away`, receivedDir);
  },
  'line breaks': async ({ installations }) => {
    await pause(150);
    for (const { line } of installations) line.breakOff();
  },
  replayed: async (field, to) => replay({ ...field, installations: [to] }),
};
const arrivesWithin = 60_000;
const diesWithin = 15_000;

/** How often a program was killed, and at how many edges of its journal. */
export type Matrix = {
  readonly died: number;
  readonly edges: number;
  /** After which kills a document did not arrive by itself. */
  readonly stuck: readonly Violation[];
};

/**
 * Kills the sender's program and the recipient's at every edge of their journals whose name holds `only`, on either
 * side of it, so often each; starts it again; and expects the document to arrive all the same.
 * @param sent is added to
 */
export async function killMatrix(
  field: Field,
  documents: Documents,
  sent: Sent[],
  { times, only }: { readonly times: number; readonly only: string },
  say: (line: string) => void,
): Promise<Matrix> {
  const [from, to] = field.installations as readonly [Installation, Installation];
  const send = async (way: string): Promise<void> => {
    const document = documents.next();
    // It may die while it takes the order: then the document is sent if the journal has it, and asked for again if not.
    sent.push({ from: from.name, to: to.name, document });
    const onItsWay = from.send(to.name, document);
    await Promise.all([onItsWay, ways[way]?.(field, to)]);
    if (!(await onItsWay)) {
      await alive(from);
      const known = (await from.rows())?.some(({ documentName }) => documentName === document.name);
      if (!known) await from.send(to.name, document);
    }
  };
  const arrived = async (): Promise<boolean> => {
    const until = Date.now() + arrivesWithin;
    while (Date.now() < until) {
      await Promise.all([alive(from), alive(to)]);
      const [there, here] = [await from.rows(), await to.rows()];
      const all = [...(there ?? []), ...(here ?? [])];
      const ended = all.filter(({ status }) => status === 'delivered' || status === 'received');
      if (ended.length >= 2 * sent.length && ended.length === all.length) return true;
      await pause(200);
    }
    return false;
  };
  const cases: Case[] = [];
  for (const way of Object.keys(ways)) {
    const known = new Set(cases.map(({ one, edge }) => `${one.name} ${edge}`));
    // What comes with a start alone is none of the transfer's.
    await send(way);
    await arrived();
    for (const one of [from, to]) one.edges.clear();
    for (let n = 0; n < 3; n++) await send(way);
    if (!(await arrived())) throw new Error(`${way}: it does not arrive even without a kill`);
    for (const one of [from, to])
      for (const edge of one.edges)
        if (edge.includes(only) && !known.has(`${one.name} ${edge}`)) cases.push({ way, one, edge });
  }
  let died = 0;
  const stuck: Violation[] = [];
  const reached = new Set<string>();
  for (const { way, one, edge } of cases) {
    const deaths: string[] = [];
    const sides = Array.from({ length: times }, (): Side[] => ['before', 'after']).flat();
    for (const side of sides) {
      // One that comes by chance alone is left after one attempt.
      if (deaths.at(-1)?.startsWith('not')) break;
      await one.dieAt({ edge, side });
      const began = Date.now();
      // What it lives through is tried once more: some edges come by chance.
      const before = one.deaths;
      const isDead = (): boolean => one.deaths > before;
      while (!isDead() && Date.now() - began < diesWithin) {
        await send(way);
        for (let waited = 0; !isDead() && waited < 5_000; waited += 100) await pause(100);
      }
      if (isDead()) {
        died++;
        reached.add(`${one.name} ${edge}`);
      } else await one.dieAt(null);
      deaths.push(isDead() ? side : `not reached ${side}`);
      await alive(one);
      if (await arrived()) continue;
      // The next one may take it along.
      const what = `${one.name} at "${edge}", ${side}: a document does not arrive by itself`;
      stuck.push({ invariant: 'I10', what });
    }
    say(`  ${one.name}, ${way}: ${edge}: ${deaths.join(', ')}`);
  }
  return { died, edges: reached.size, stuck };
}

async function alive(one: Installation): Promise<void> {
  if (!one.isRunning) await one.start();
}

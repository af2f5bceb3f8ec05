import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Office, optionsFromEnvironment } from '../scripts/driver/office.ts';
import { Documents } from './documents.ts';
import { flooded, seedHistory } from './floods.ts';
import { Installation } from './installation.ts';
import { type Histories, leftIn, type Sent, type Violation, violations, worstStall } from './invariants.ts';
import { keyReuse } from './key-reuse.ts';
import { killMatrix } from './kill-matrix.ts';
import { handsOf, nemeses, possible } from './nemeses.ts';
import type { Field } from './nemesis.ts';
import { makeProfile, makeWindowProfile } from './profile.ts';
import { Random } from './random.ts';

const people = ['alice', 'bob', 'carol'];
const settlesWithin = 180; // seconds
/** A document is sent within so many milliseconds after another. */
const sendsWithin = 2_000;
const asksEvery = 1_000;
/** Added to the seed, so that the harm draws other numbers than the documents. */
const harmSeed = 1_000_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

type Edges = { readonly times: number; readonly only: string };

type Asked = {
  readonly seed: number;
  readonly transfers: number;
  readonly chosen: readonly string[];
  readonly most: number;
  readonly pace: number;
  /** So many of the people have the app itself, with its window. */
  readonly windows: number;
  readonly settle: number;
  readonly stall: number;
  /** How often the programs are killed at each edge of their journals whose name holds `only`, in place of other harm. */
  readonly edges: Edges;
  /** Floods one of them, in place of other harm, over a history of so many transfers. */
  readonly floods: boolean;
  readonly history: number;
};

function asked(): Asked {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    options: {
      seed: text,
      transfers: text,
      nemesis: text,
      brokers: text,
      most: text,
      settle: text,
      stall: text,
      edges: text,
      edge: text,
      pace: text,
      windows: text,
      floods: { type: 'boolean' },
      history: text,
    },
  });
  const able = possible(values.brokers === '3');
  const chosen = values.nemesis === 'none' ? [] : (values.nemesis?.split(',') ?? able);
  const unknown = chosen.filter((name) => !able.includes(name));
  if (unknown.length > 0) throw new Error(`--nemesis knows none and ${able.join(', ')}`);
  return {
    seed: Number(values.seed ?? 1),
    transfers: Number(values.transfers ?? 200),
    chosen,
    most: Number(values.most ?? 64 * 1024 * 1024),
    pace: Number(values.pace ?? sendsWithin),
    windows: Number(values.windows ?? 0),
    settle: Number(values.settle ?? settlesWithin),
    stall: Number(values.stall ?? worstStall),
    floods: values.floods ?? false,
    history: Number(values.history ?? 0),
    edges: { times: Number(values.edges ?? 0), only: values.edge ?? '' },
  };
}

/** @returns the exit code: 1 where an invariant was broken */
async function main(): Promise<number> {
  const what = asked();
  const { seed, most } = what;
  const runDir = process.env.SEALPOST_RUN_DIR;
  if (!runDir) throw new Error('start this with: npm run faults');
  const options = optionsFromEnvironment(mkdtempSync(join(runDir, 'faults-')));
  const office = await Office.open(options);
  const installations: Installation[] = [];
  for (const [index, name] of people.entries()) {
    const hasWindow = index < what.windows;
    const profile = await (hasWindow ? makeWindowProfile : makeProfile)(office, name);
    const file = join(options.checkoutDir, `out/tools/${hasWindow ? 'window' : 'engine'}-process.js`);
    installations.push(new Installation(profile, [options.electron, file]));
  }
  const [, second] = installations;
  if (what.history > 0 && second) seedHistory(second, second.plan, what.history);
  await Promise.all(installations.map((one) => one.start()));
  try {
    const began = Date.now();
    const sent: Sent[] = [];
    const documents = new Documents(join(options.dir, 'documents'), new Random(seed), most);
    const field = { office, installations, random: new Random(seed + harmSeed) };
    const { broken, done, histories } = what.floods
      ? await floodsOver(field, documents, sent)
      : await harmedOver(field, documents, sent, what);
    const stall = Math.max(0, ...installations.flatMap(({ stalls }) => stalls));
    const seconds = Math.round((Date.now() - began) / 1_000);
    const figures = `${sent.length} transfers, ${broken.length} violations, ${seconds} s`;
    say(`seed ${seed}: ${figures}; ${done}; longest stall ${stall} ms`);
    for (const { invariant, what } of broken) say(`  ${invariant} ${what}`);
    for (const { name, connection } of installations)
      if (connection?.kind !== 'connected') say(`  ${name} is not connected: ${JSON.stringify(connection)}`);
    if (broken.length > 0) report(options.checkoutDir, seed, { broken, sent, histories, installations });
    return broken.length === 0 ? 0 : 1;
  } finally {
    await Promise.all(installations.map((one) => one.kill()));
    for (const { line } of installations) line.close();
    await Promise.all(installations.map(({ drive }) => drive?.unmount()));
    await office.close();
  }
}

type Outcome = {
  readonly broken: readonly Violation[];
  /** What was done, in words. */
  readonly done: string;
  readonly histories: Histories;
};

async function floodsOver(field: Field, documents: Documents, sent: Sent[]): Promise<Outcome> {
  return { broken: await flooded(field, documents, sent, say), done: 'floods', histories: new Map() };
}

async function harmedOver(field: Field, documents: Documents, sent: Sent[], what: Asked): Promise<Outcome> {
  const { seed, settle, stall, edges } = what;
  const { done, stuck } =
    edges.times > 0
      ? await matrix(field, documents, sent, edges)
      : { done: await harmed(field, documents, new Random(seed + 7 * harmSeed), sent, what), stuck: [] };
  const histories = await settled(field.installations, sent, settle);
  const found = violations(sent, histories, field.installations, stall);
  return { broken: [...stuck, ...found, ...(await keyReuse(field))], done, histories };
}

/** Sends while harm is done. @returns what was done */
async function harmed(
  field: Field,
  documents: Documents,
  random: Random,
  sent: Sent[],
  { seed, transfers, chosen, pace }: Asked,
): Promise<string> {
  const counts = new Map<string, number>();
  let isOver = false;
  const hand = async (kinds: readonly string[], hands: number): Promise<void> => {
    // Its own numbers: what is sent, and what the other hand does, must not depend on how long a start took.
    const own = { ...field, random: new Random(seed + hands * harmSeed) };
    while (!isOver) {
      const name = own.random.one(kinds);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      await nemeses[name]?.(own);
      await pause(own.random.whole(200, 2_000));
    }
  };
  const harm = Promise.all(handsOf(chosen).map((kinds, index) => hand(kinds, index + 1)));
  // Told once everything was sent.
  harm.catch(() => {});
  await sendAll(field.installations, documents, random, { transfers, pace }, sent);
  isOver = true;
  await harm;
  return [...counts].map(([name, count]) => `${name} ${count}`).join(', ') || 'no harm';
}

async function matrix(
  field: Field,
  documents: Documents,
  sent: Sent[],
  asked: Edges,
): Promise<{ readonly done: string; readonly stuck: readonly Violation[] }> {
  const { died, edges, stuck } = await killMatrix(field, documents, sent, asked, say);
  return { done: `killed ${died} times at ${edges} edges`, stuck };
}

/** Documents between any two of them, each put into the journal exactly once whatever happens meanwhile. */
async function sendAll(
  installations: readonly Installation[],
  documents: Documents,
  random: Random,
  { transfers, pace }: Pick<Asked, 'transfers' | 'pace'>,
  sent: Sent[],
): Promise<void> {
  for (let n = 0; n < transfers; n++) {
    const from = random.one(installations);
    const to = random.one(installations.filter((one) => one !== from));
    const document = documents.next();
    while (!(await from.send(to.name, document)) && !(await knows(from, document.name))) await pause(500);
    sent.push({ from: from.name, to: to.name, document });
    // Slowly enough that each kind of harm meets documents on their way.
    await pause(random.whole(0, pace));
  }
}

/** It ended before it answered: perhaps the document is in its journal all the same. */
async function knows(from: Installation, name: string): Promise<boolean> {
  let rows = await from.rows();
  while (rows === null) {
    await pause(100);
    rows = await from.rows();
  }
  return rows.some((row) => row.direction === 'sent' && row.documentName === name);
}

/** What the histories say once nothing moves any more, or after a long time. @param within seconds */
async function settled(
  installations: readonly Installation[],
  sent: readonly Sent[],
  within: number,
): Promise<Histories> {
  const giveUpAt = Date.now() + within * 1_000;
  for (;;) {
    const histories = new Map<string, Awaited<ReturnType<Installation['rows']>>>();
    for (const one of installations) histories.set(one.name, await one.rows());
    const read = new Map([...histories].map(([name, rows]) => [name, rows ?? []]));
    const all = [...read.values()].flat();
    const isOver =
      all.filter(({ status }) => status === 'delivered').length >= sent.length &&
      all.filter(({ status }) => status === 'received').length >= sent.length &&
      all.every(({ status }) => status === 'delivered' || status === 'received') &&
      // A full disk leaves what is tried again a minute later.
      installations.every((one) => leftIn(one, read.get(one.name) ?? []).length === 0);
    if (isOver || Date.now() > giveUpAt) {
      // What is no longer needed is removed a moment after the last word.
      await pause(3_000);
      return read;
    }
    await pause(asksEvery);
  }
}

function report(checkoutDir: string, seed: number, found: object): void {
  const dir = join(checkoutDir, 'test-results', 'faults');
  mkdirSync(dir, { recursive: true });
  const path = join(dir, `seed-${seed}.json`);
  const plain = (_: string, value: unknown): unknown =>
    value instanceof Map
      ? Object.fromEntries(value)
      : value instanceof Installation
        ? { connection: value.connection, statuses: value.statuses, log: value.lastWords(100_000) }
        : value;
  writeFileSync(path, JSON.stringify(found, plain, 2));
  say(`  report: ${path}`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `faults: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  },
);

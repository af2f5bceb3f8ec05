import { createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Transfer } from '../shared/transfer.ts';
import { type Document, marker } from './documents.ts';
import type { Installation } from './installation.ts';

export type Sent = { readonly from: string; readonly to: string; readonly document: Document };
export type Histories = ReadonlyMap<string, readonly Transfer[]>;
export type Violation = { readonly invariant: string; readonly what: string };

export const worstStall = 2_000; // milliseconds
const wordsTake = 1_000; // milliseconds
const longestSilence = 5_000; // milliseconds
export const mostGrowth = 100 * 1024 * 1024; // bytes
/** From these nothing leads anywhere else. */
const ends: ReadonlySet<string> = new Set(['delivered', 'received']);

/**
 * What must hold once everything has come to rest, by the histories, the folders and what the programs said.
 * @param worst how long a main loop may stand still, in milliseconds
 */
export function violations(
  sent: readonly Sent[],
  histories: Histories,
  installations: readonly Installation[],
  worst = worstStall,
): readonly Violation[] {
  const at = (person: string, path: string): string =>
    installations.find(({ name }) => name === person)?.at(path) ?? path;
  return [
    ...sent.flatMap((one) => ofTransfer(one, histories, at)),
    ...sent.flatMap((one) => tooEarly(one, histories, installations)),
    ...installations.flatMap((one) => [
      ...ofFolders(one, histories.get(one.name) ?? [], sent.filter(({ to }) => to === one.name).length),
      ...ofNews(one, histories.get(one.name) ?? []),
      ...ofProcess(one, worst),
    ]),
  ];
}

function ofTransfer(
  { from, to, document }: Sent,
  histories: Histories,
  at: (person: string, path: string) => string,
): readonly Violation[] {
  const { name } = document;
  const violation = (invariant: string, what: string): Violation => ({ invariant, what: `${name}: ${what}` });
  const rowsOf = (person: string, direction: string): readonly Transfer[] =>
    (histories.get(person) ?? []).filter((row) => row.direction === direction && row.documentName === name);
  const [out, ...more] = rowsOf(from, 'sent');
  if (!out) return [violation('I10', 'the sender does not know it any more')];
  const found: Violation[] = more.map(() => violation('I3', 'the sender has it twice'));
  if (out.status !== 'delivered') found.push(violation('I10', `${from} says "${out.status}"`));
  const arrived = rowsOf(to, 'received');
  const taken = arrived.filter(({ status }) => status === 'received');
  if (taken.length > 1) found.push(violation('I3', `${to} received it ${taken.length} times`));
  for (const { status } of arrived)
    if (status !== 'received') found.push(violation('I10', `${to} says "${status}"`));
  const [one] = taken;
  if (out.status === 'delivered' && !one) found.push(violation('I2', 'delivered, and not received'));
  if (one && !isThere(one.path && at(to, one.path), document))
    found.push(violation('I1', `${to} has no such document`));
  return found;
}

/** Nobody is told "Delivered" before the recipient's program has saved it. One that was killed may have told nobody. */
function tooEarly(
  { from, to, document: { name } }: Sent,
  histories: Histories,
  installations: readonly Installation[],
): readonly Violation[] {
  const [sender, recipient] = [from, to].map((person) => installations.find((one) => one.name === person));
  const row = histories
    .get(from)
    ?.find(({ direction, documentName }) => direction === 'sent' && documentName === name);
  const delivered = row && sender?.firstTold.get(`${row.transferId} delivered`);
  if (!recipient || recipient.deaths > 0 || delivered === undefined) return [];
  const saved = ['confirmation-pending', 'received'].map((status) =>
    recipient.firstTold.get(`${row?.transferId} ${status}`),
  );
  const first = Math.min(...saved.map((at) => at ?? Number.POSITIVE_INFINITY));
  // The words of two programs may overtake one another on their way to the harness.
  if (delivered + wordsTake >= first) return [];
  return [{ invariant: 'I2', what: `${name}: delivered ${first - delivered} ms before ${to} had it` }];
}

function isThere(path: string | null, { sha256 }: Document): boolean {
  if (path === null || !existsSync(path)) return false;
  return createHash('sha256').update(readFileSync(path)).digest('hex') === sha256;
}

/** Of a profile that is in use: what goes meanwhile is none, nor is a link. */
const filesBelow = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile());

function holds(path: string, text: Buffer): boolean {
  try {
    return readFileSync(path).includes(text);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * What stands in the temporary storage of transfers that the history knows. Pieces of another one are those of an
 * attempt that a kill ended: they go after 72 h (protocol.md section 8).
 */
export function leftIn(one: Installation, rows: readonly Transfer[]): readonly string[] {
  const known = new Set(rows.map(({ transferId }) => transferId));
  return filesBelow(join(one.at(one.plan.profileDir), 'incoming')).filter(
    (path) => statSync(path).size > 0 && known.has(basename(path, '.spool')),
  );
}

function ofFolders(one: Installation, rows: readonly Transfer[], expected: number): readonly Violation[] {
  const { name } = one;
  const [receivedDir, profileDir] = [one.at(one.plan.receivedDir), one.at(one.plan.profileDir)];
  const documents = readdirSync(receivedDir).filter((file) => !file.startsWith('.'));
  const left = leftIn(one, rows);
  const parts = filesBelow(receivedDir).filter((path) => path.endsWith('.part'));
  const plain = filesBelow(profileDir).filter((path) => holds(path, marker));
  return [
    ...(documents.length === expected
      ? []
      : [{ invariant: 'I3', what: `${name} has ${documents.length} documents of ${expected}` }]),
    ...left.map((path) => ({ invariant: 'I4', what: `${path} is left over` })),
    ...[...parts, ...plain].map((path) => ({ invariant: 'I6', what: `${path} holds plain text` })),
  ];
}

/**
 * Nobody is told twice of an outcome; and of each once, where nothing killed the program that tells it. What the app
 * itself tells of many documents at once is looked at in `e2e`.
 */
function ofNews(
  { name, news, deaths, hasWindow }: Installation,
  rows: readonly Transfer[],
): readonly Violation[] {
  const twice = [...news].filter(([, times]) => times > 1);
  const untold = rows
    .filter(({ status }) => ends.has(status) && deaths === 0 && !hasWindow)
    .map(({ id, transferId, status }) => `${id} ${transferId} ${status}`)
    .filter((outcome) => !news.has(outcome));
  return [
    ...twice.map(([outcome]) => ({ invariant: 'I3', what: `${name} is told twice: ${outcome}` })),
    ...untold.map((outcome) => ({ invariant: 'I3', what: `${name} is not told: ${outcome}` })),
  ];
}

function ofProcess(one: Installation, worst: number): readonly Violation[] {
  const { name, stalls, memory, crashes, statuses } = one;
  const grown = Math.max(0, ...memory.map(({ first, most }) => most - first));
  const backwards = [...statuses].filter(([, list]) =>
    list.some((status, at) => ends.has(status) && at < list.length - 1),
  );
  return [
    ...stalls
      .filter((stall) => stall > worst)
      .map((stall) => ({ invariant: 'I9', what: `${name} stood still for ${stall} ms` })),
    ...(grown > mostGrowth ? [{ invariant: 'I9', what: `${name} grew by ${grown} bytes` }] : []),
    ...crashes.map((crash) => ({ invariant: 'I7', what: `${name} ${crash}` })),
    ...one
      .silentFor(longestSilence)
      .map((row) => ({ invariant: 'I10', what: `${name} says nothing of ${row}` })),
    ...backwards.map(([id, list]) => ({ invariant: 'I5', what: `${name}, ${id}: ${list.join(', ')}` })),
  ];
}

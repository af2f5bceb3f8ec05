import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Transfer } from '../shared/transfer.ts';
import { type Document, marker } from './documents.ts';
import type { Installation } from './installation.ts';

export type Sent = { readonly from: string; readonly to: string; readonly document: Document };
export type Histories = ReadonlyMap<string, readonly Transfer[]>;
export type Violation = { readonly invariant: string; readonly what: string };

export const worstStall = 2_000; // milliseconds
const mostGrowth = 100 * 1024 * 1024; // bytes
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
  return [
    ...sent.flatMap((one) => ofTransfer(one, histories)),
    ...installations.flatMap((one) => [
      ...ofFolders(one, sent.filter(({ to }) => to === one.name).length),
      ...ofProcess(one, worst),
    ]),
  ];
}

function ofTransfer({ from, to, document }: Sent, histories: Histories): readonly Violation[] {
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
  if (one && !isThere(one.path, document)) found.push(violation('I1', `${to} has no such document`));
  return found;
}

function isThere(path: string | null, { sha256 }: Document): boolean {
  if (path === null || !existsSync(path)) return false;
  return createHash('sha256').update(readFileSync(path)).digest('hex') === sha256;
}

const filesBelow = (dir: string): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile());

function ofFolders({ name, plan }: Installation, expected: number): readonly Violation[] {
  const documents = readdirSync(plan.receivedDir).filter((one) => !one.startsWith('.'));
  const left = filesBelow(join(plan.profileDir, 'incoming')).filter((path) => statSync(path).size > 0);
  const parts = filesBelow(plan.receivedDir).filter((path) => path.endsWith('.part'));
  const plain = filesBelow(plan.profileDir).filter((path) => readFileSync(path).includes(marker));
  return [
    ...(documents.length === expected
      ? []
      : [{ invariant: 'I3', what: `${name} has ${documents.length} documents of ${expected}` }]),
    ...left.map((path) => ({ invariant: 'I4', what: `${path} is left over` })),
    ...[...parts, ...plain].map((path) => ({ invariant: 'I6', what: `${path} holds plain text` })),
  ];
}

function ofProcess(
  { name, stalls, memory, crashes, statuses }: Installation,
  worst: number,
): readonly Violation[] {
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
    ...backwards.map(([id, list]) => ({ invariant: 'I5', what: `${name}, ${id}: ${list.join(', ')}` })),
  ];
}

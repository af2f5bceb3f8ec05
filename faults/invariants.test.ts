import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Transfer, TransferStatus } from '../shared/transfer.ts';
import { marker } from './documents.ts';
import type { Installation } from './installation.ts';
import { type Sent, violations } from './invariants.ts';

type Found = {
  received: Transfer[];
  sent: Transfer[];
  bob: Installation;
  receivedDir: string;
  profileDir: string;
};

/** Alice sent one document to Bob, and all is well but for what a test changes. */
function judged(harm: (found: Found) => void): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'invariants-'));
  const installation = (name: string) => {
    const [profileDir, receivedDir] = [join(dir, name, 'profile'), join(dir, name, 'received')];
    for (const one of [join(profileDir, 'incoming'), receivedDir]) mkdirSync(one, { recursive: true });
    const plan = { profileDir, receivedDir, destination: name };
    const said = {
      stalls: [],
      memory: [],
      crashes: [],
      statuses: new Map(),
      news: new Map(),
      deaths: 0,
      silentFor: () => [],
      firstTold: new Map(),
    };
    return { name, plan, ...said, at: (path: string) => path } as unknown as Installation;
  };
  const [alice, bob] = [installation('alice'), installation('bob')];
  const bytes = Buffer.concat([marker, Buffer.from('and more')]);
  const path = join(bob.plan.receivedDir, 'a.bin');
  writeFileSync(path, bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const sent: Sent[] = [
    { from: 'alice', to: 'bob', document: { path: 'a.bin', name: 'a.bin', size: bytes.length, sha256 } },
  ];
  const row = (direction: string, status: TransferStatus): Transfer =>
    ({ id: direction, transferId: 't', direction, status, documentName: 'a.bin', path }) as Transfer;
  alice.firstTold.set('t delivered', 5_000);
  bob.firstTold.set('t received', 4_990);
  alice.news.set('sent t delivered', 1);
  bob.news.set('received t received', 1);
  const found: Found = {
    ...{ sent: [row('sent', 'delivered')], received: [row('received', 'received')] },
    ...{ bob, receivedDir: bob.plan.receivedDir, profileDir: bob.plan.profileDir },
  };
  harm(found);
  const histories = new Map([
    ['alice', found.sent],
    ['bob', found.received],
  ]);
  return violations(sent, histories, [alice, bob]).map(({ invariant }) => invariant);
}

const as = (row: Transfer | undefined, status: TransferStatus): Transfer => ({
  ...(row as Transfer),
  status,
});

it('find nothing where all is well', () => {
  expect(judged(() => {})).toEqual([]);
});

it.each<[string, string[], (found: Found) => void]>([
  [
    'a received document that is another one',
    ['I1'],
    ({ receivedDir }) => writeFileSync(join(receivedDir, 'a.bin'), 'another'),
  ],
  [
    'a document that was delivered before it was there',
    ['I2'],
    ({ bob }) => bob.firstTold.set('t received', 6_001),
  ],
  ['a delivered document that nobody has', ['I2'], (found) => found.received.splice(0)],
  [
    'a document that is there twice',
    ['I3', 'I3'],
    ({ received, receivedDir }) => {
      received.push(received[0] as Transfer);
      writeFileSync(join(receivedDir, 'a (2).bin'), 'twice');
    },
  ],
  [
    'what is left of receiving',
    ['I4'],
    ({ profileDir }) => writeFileSync(join(profileDir, 'incoming', 't.spool'), 'sealed'),
  ],
  ['a state after the last one', ['I5'], ({ bob }) => bob.statuses.set('x', ['received', 'checking'])],
  [
    'plain text in the profile',
    ['I6'],
    ({ profileDir }) => writeFileSync(join(profileDir, 'log'), Buffer.concat([Buffer.from('x'), marker])),
  ],
  ['news that came twice', ['I3'], ({ bob }) => bob.news.set('received t received', 2)],
  ['news that never came', ['I3'], ({ bob }) => bob.news.clear()],
  ['a row that says nothing', ['I10'], ({ bob }) => Object.assign(bob, { silentFor: () => ['x'] })],
  ['a program that ended', ['I7'], ({ bob }) => bob.crashes.push('ended by itself: 1')],
  ['a main loop that stood still', ['I9'], ({ bob }) => bob.stalls.push(2_001)],
  ['memory that grows', ['I9'], ({ bob }) => bob.memory.push({ first: 1e8, most: 4e8 })],
  ['a transfer that waits for ever', ['I10'], ({ sent }) => sent.push(as(sent.pop(), 'sent'))],
  [
    'a transfer that its recipient still checks',
    ['I10', 'I2'],
    ({ received }) => received.push(as(received.pop(), 'checking')),
  ],
  ['a transfer that its sender lost', ['I10'], ({ sent }) => sent.splice(0)],
])('find %s', (_, expected, harm) => {
  expect([...judged(harm)].sort()).toEqual(expected);
});

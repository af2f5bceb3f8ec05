import { expect, test } from 'vitest';
import type { Preflight } from '../../../shared/failures.ts';
import { people } from '../../dev/sample.ts';
import { suggestAddress } from '../setup/suggest-address.ts';
import { checkLines } from './check-lines.ts';
import { looksLikeAddress, peopleMatching } from './people-matching.ts';

const draft = (recipients: readonly string[], documents = 1) => ({
  recipients,
  documents: Array.from({ length: documents }, (_, index) => ({
    token: `t${index}`,
    name: 'a.pdf',
    size: 1,
  })),
  refused: [],
  failure: null,
});
const answer = (states: readonly ('ok' | 'failed' | 'waiting')[]): Preflight => ({
  own: { state: 'ok', reason: null },
  recipients: states.map((state, index) => ({
    destination: `p${index}@x`,
    label: ['Bob Chen', 'Alice Martin'][index] ?? null,
    state,
    reason: null,
    keeps: null,
  })),
  documents: [{ token: 't0', state: 'ok', reason: null }],
});

test('checks name the people they are about', () => {
  expect(checkLines(draft(['p0@x', 'p1@x']), answer(['ok', 'ok']), 'me@x')[1]).toMatchObject({
    state: 'ok',
    text: "Bob's and Alice's addresses are ready",
    fact: '2 of 2',
  });
  expect(checkLines(draft(['p0@x', 'p1@x']), answer(['ok', 'failed']), 'me@x')[1]).toMatchObject({
    state: 'failed',
    text: "Alice's address is not ready",
    fact: '1 of 2',
  });
  expect(checkLines(draft(['p0@x']), answer(['waiting']), 'me@x')[1]).toMatchObject({
    state: 'waiting',
    text: "Whether Bob's address is ready is asked when you are connected",
  });
});

test('nothing chosen is open, nothing answered is being asked', () => {
  expect(checkLines(draft([], 0), null, null).map(({ state }) => state)).toEqual(['asking', 'open', 'open']);
  expect(checkLines(draft(['p0@x']), null, null).map(({ state }) => state)).toEqual([
    'asking',
    'asking',
    'asking',
  ]);
});

test('people are found by name and address, the own address comes last', () => {
  expect(peopleMatching(people, 'wojcik', []).map(({ destination }) => destination)).toEqual([
    'lukasz.wojcik@baltyk',
  ]);
  expect(peopleMatching(people, 'han', []).at(-1)?.owned).toBe(true);
  expect(peopleMatching(people, 'bob', ['bob.chen@halden'])).toEqual([]);
});

test.each([
  ['bob.chen@halden', true],
  ['bob@saigon-trade', true],
  ['bob', false],
  ['bob@', false],
  ['bob..chen@halden', false],
  ['Bob@halden', false],
  ['bob@halden@x', false],
])('%s reads like an address: %s', (text, expected) => {
  expect(looksLikeAddress(text)).toBe(expected);
});

test('set-up suggests an address from the name', () => {
  expect(suggestAddress('Łukasz Wójcik', 'baltyk')).toBe('lukasz.wojcik@baltyk');
  expect(suggestAddress('田中 美咲', 'minato')).toBe('');
  expect(suggestAddress('Hanna', null)).toBe('');
});

import { expect, test } from 'vitest';
import { unconfirmedText } from './unconfirmed-text.ts';

const leg = { name: 'removed', since: 0, until: null } as const;
const row = { documentName: 'plan.pdf', peer: { label: 'Bob Chen', destination: 'bob@acme' }, leg };

test('what the server removed is named, with whom to ask', () => {
  expect(unconfirmedText([row], false)).toEqual({
    title: 'Not confirmed by Bob Chen',
    body: 'plan.pdf: the server has removed it, and nobody knows whether it was read. Ask, or send again.',
  });
});

test('what is near its end is told with the time', () => {
  const until = new Date(2026, 10, 27, 22, 48).getTime();
  const ending = { ...row, leg: { name: 'their-app', since: 0, until } } as const;
  expect(unconfirmedText([ending], false).body).toBe(
    'plan.pdf: the server keeps it until 27 Nov, 22:48. Ask Bob Chen to start Sealpost.',
  );
});

test('several are told as one', () => {
  expect(unconfirmedText([row, row, row], false).body).toBe(
    '3 documents: the server has removed them, and nobody knows whether they were read. Ask, or send again.',
  );
});

test('names stay hidden where the person wants that', () => {
  const said = [unconfirmedText([row], true), unconfirmedText([row, row], true)];
  expect(said.map(({ title }) => title)).toEqual(['News about a document', 'News about 2 documents']);
  expect(JSON.stringify(said)).not.toMatch(/plan|Bob/);
});

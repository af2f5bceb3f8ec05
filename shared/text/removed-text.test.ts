import { expect, test } from 'vitest';
import { removedText } from './removed-text.ts';

const row = { documentName: 'plan.pdf', peer: { label: 'Bob Chen', destination: 'bob@acme' } };

test('what the server removed is named, with whom to ask', () => {
  expect(removedText([row], false)).toEqual({
    title: 'Not confirmed by Bob Chen',
    body: 'plan.pdf: the server has removed it, and nobody knows whether it was read. Ask, or send again.',
  });
});

test('several are told as one', () => {
  expect(removedText([row, row, row], false).body).toBe(
    '3 documents: the server has removed them, and nobody knows whether they were read. Ask, or send again.',
  );
});

test('names stay hidden where the person wants that', () => {
  const said = [removedText([row], true), removedText([row, row], true)];
  expect(said.map(({ title }) => title)).toEqual(['News about a document', 'News about 2 documents']);
  expect(JSON.stringify(said)).not.toMatch(/plan|Bob/);
});

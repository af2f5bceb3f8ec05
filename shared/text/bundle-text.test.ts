import { expect, it } from 'vitest';
import { bundleText, hiddenBundleText } from './bundle-text.ts';

it.each([
  [['Alice', 'Alice', 'Alice', 'Alice'], 'From Alice.', 'To Alice.'],
  [['Alice', 'Bob', 'Alice', 'Bob'], 'From Alice and Bob.', 'To Alice and Bob.'],
  [['Alice', 'Bob', 'Carol', 'Bob'], 'From Alice, Bob and 1 other.', 'To Alice and 2 others.'],
])('%j', (people, from, to) => {
  expect(bundleText('received', people)).toEqual({ title: '4 documents received', body: from });
  expect(bundleText('delivered', people)).toEqual({ title: '4 documents delivered', body: to });
});

it('names nobody where names are hidden', () => {
  expect(hiddenBundleText('received', 4).title).toBe('4 new documents');
  expect(hiddenBundleText('delivered', 4).title).toBe('News about 4 documents');
});

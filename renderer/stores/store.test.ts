import { expect, test } from 'vitest';
import { askedOnce } from './store.ts';

test('a selector that builds an object gives one answer for one state', () => {
  const slice = askedOnce(({ at }: { readonly at: number }) => ({ twice: at * 2 }));
  const first = { at: 1 };
  expect(slice(first)).toBe(slice(first));
  expect(slice({ at: 4 })).toEqual({ twice: 8 });
});

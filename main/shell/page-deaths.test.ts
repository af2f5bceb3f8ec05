import { expect, test } from 'vitest';
import { PageDeaths } from './page-deaths.ts';

test('a page is loaded anew once, and given up when it dies again soon', () => {
  const deaths = new PageDeaths();
  expect(deaths.died(0)).toBe('reload');
  expect(deaths.died(59_000)).toBe('give-up');
  expect(deaths.died(200_000)).toBe('reload');
});

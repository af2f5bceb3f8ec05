import { expect, test } from 'vitest';
import { directionOf, isolated } from './isolated.ts';

test.each([
  ['Q3 report.pdf', 'Q3 report.pdf', 'ltr'],
  ['Σοφία', 'Σοφία', 'ltr'],
  ['گزارش.pdf', '\u2068گزارش.pdf\u2069', 'rtl'],
  ['2026 דוח.pdf', '\u20682026 דוח.pdf\u2069', 'rtl'],
  ['report גרסה.pdf', '\u2068report גרסה.pdf\u2069', 'ltr'],
  ['2026', '2026', 'ltr'],
])('%s', (name, inSentence, direction) => {
  expect(isolated(name)).toBe(inSentence);
  expect(directionOf(name)).toBe(direction);
});

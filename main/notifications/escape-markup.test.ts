import { expect, it } from 'vitest';
import { escapeMarkup } from './escape-markup.ts';

it('a name cannot become markup', () => {
  expect(escapeMarkup(`<a href="x">&'`)).toBe('&#60;a href=&#34;x&#34;&#62;&#38;&#39;');
});

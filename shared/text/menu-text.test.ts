import { expect, it } from 'vitest';
import { menuText } from './menu-text.ts';

const letterOf = (name: keyof typeof menuText): string =>
  menuText[name].match(/&(.)/)?.[1]?.toLowerCase() ?? '';

it.each<[string, (keyof typeof menuText)[]]>([
  ['the bar', ['file', 'edit', 'transfer', 'view', 'window', 'help']],
  ['File', ['newTransfer', 'chooseDocument', 'saveAs', 'closeWindow', 'quit']],
  ['Transfer', ['retry', 'retryAllFailed', 'cancel', 'markUnread', 'remove']],
  ['View', ['inbox', 'sent', 'people', 'settings', 'notifications', 'search']],
])('each entry of %s has a letter of its own', (_menu, names) => {
  const letters = names.map(letterOf);
  expect(letters).not.toContain('');
  expect(new Set(letters).size).toBe(names.length);
});

import { expect, test } from 'vitest';
import { openingQuestion } from './opening-text.ts';

test('says what opening does, and the safe answer comes first', () => {
  expect(openingQuestion('a.exe', 'program')).toEqual({
    message: 'a.exe is a program, not a document.',
    detail: 'Opening it can change this computer.',
    buttons: ['Show in folder', 'Open anyway'],
  });
  expect(openingQuestion('a.html', 'web-page').message).toBe('a.html can open as a web page.');
  expect(openingQuestion('a.xyz', 'unknown').message).toBe('a.xyz is of a kind that Sealpost does not know.');
});

test('a name that is written from right to left keeps to its own place', () => {
  expect(openingQuestion('گزارش.exe', 'program').message).toBe(
    '\u2068گزارش.exe\u2069 is a program, not a document.',
  );
});

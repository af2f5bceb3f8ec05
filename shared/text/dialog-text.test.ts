import { expect, test } from 'vitest';
import { hangingQuestion, leavingQuestion, stoppedTwice, windowTitle } from './dialog-text.ts';

test('what is still being sent is counted', () => {
  expect(leavingQuestion(2)).toEqual({
    message: '2 documents are still being sent.',
    detail: 'They are kept and go on when you open Sealpost again.',
    buttons: ['Keep sending', 'Quit'],
  });
  expect(leavingQuestion(1).message).toBe('1 document is still being sent.');
});

test('the safe answer comes first', () => {
  expect(hangingQuestion.buttons[0]).toBe('Wait');
});

test('what went wrong has its code, and a demo its name', () => {
  for (const text of [hangingQuestion.detail, stoppedTwice.body]) expect(text).toMatch(/Code APP-901\.$/);
  expect([windowTitle(null), windowTitle('Alice Martin')]).toEqual(['Sealpost', 'Alice Martin (demo)']);
});

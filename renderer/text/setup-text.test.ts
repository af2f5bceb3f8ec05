import { expect, test } from 'vitest';
import { connectionFileFailures, fileCauses } from '../dev/every-failure.ts';
import { settingNotKept } from './settings-text.ts';
import { connectionFileText } from './setup-text.ts';

test('every fault of a connection file has a sentence of its own, and says what to do', () => {
  const texts = connectionFileFailures.map(connectionFileText);
  for (const { title, body } of texts) expect(`${title} ${body}`).toMatch(/^[A-Z].+\. [A-Z].+\.$/);
  const told = new Set(texts.map(({ title, body }) => `${title} ${body}`));
  expect(told.size).toBeGreaterThanOrEqual(texts.length - 2);
});

test('every cause of a choice that was not kept says what to do', () => {
  for (const cause of fileCauses) expect(settingNotKept(cause).body).toMatch(/\. Then choose again\. .+\.$/);
});

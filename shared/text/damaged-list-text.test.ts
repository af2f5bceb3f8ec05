import { expect, test } from 'vitest';
import { listDamagedText, listPutAsideText } from './damaged-list-text.ts';

test('what happened to the list, what comes back and what does not, and what to do', () => {
  const { body } = listPutAsideText('/home/dora/transfers.damaged.sqlite');
  for (const part of ['/home/dora/transfers.damaged.sqlite', 'come back by themselves', 'not saved twice'])
    expect(body).toContain(part);
  expect(body).toMatch(/not sent any more: send it again\. Code APP-904\.$/);
});

test('a list that is damaged now: what to do, and the code', () => {
  expect(listDamagedText.body).toMatch(/Close Sealpost and open it again.*Code APP-904\.$/);
});

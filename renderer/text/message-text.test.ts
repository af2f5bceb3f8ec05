import { expect, test } from 'vitest';
import { sample } from '../dev/sample.ts';
import { invitation, messageToSender } from './message-text.ts';

const refused = sample({
  ...{ id: '1', direction: 'received', status: 'refused', ago: 1, who: 'alice', documentName: 'a.pdf' },
});

test('a message to the sender names the document; a question about a forgery does not', () => {
  expect(messageToSender(refused, 'incomplete')?.text).toContain('"a.pdf" did not arrive whole');
  expect(messageToSender(refused, 'incomplete')?.text).toContain(refused.transferId);
  const question = messageToSender(refused, 'signature-mismatch')?.text ?? '';
  expect(question).toContain('alice.martin@halden');
  expect(question).not.toContain('a.pdf');
});

test('nobody is asked where nobody is named', () => {
  expect(messageToSender({ ...refused, peer: null }, 'hash-mismatch')).toBeNull();
  expect(invitation(refused).text).toContain('start Sealpost once');
});

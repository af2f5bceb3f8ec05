import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { shardType } from '../main/protocol/message-type.ts';
import { newTransferId } from '../main/protocol/transfer-id.ts';
import { KeyReuse } from './key-reuse.ts';

it('finds a piece that was sealed twice, and takes a copy for what it is', () => {
  const reuse = new KeyReuse();
  const transferId = newTransferId();
  const add = (n: number, body: Buffer): void => {
    const messageType = shardType(transferId, n);
    reuse.add(Buffer.from(messageType), body, { messageType: Buffer.from(messageType), v: Buffer.from('1') });
  };
  const first = randomBytes(100);
  add(0, first);
  add(0, first);
  add(1, randomBytes(100));
  expect(reuse.found).toEqual([]);
  add(0, randomBytes(100));
  expect(reuse.found.map(({ invariant }) => invariant)).toEqual(['I8']);
});

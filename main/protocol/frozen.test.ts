import { createHash, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { acknowledgementStatement, decodeAcknowledgement, encodeAcknowledgement } from './acknowledgement.ts';
import { inboxTopic } from './destination.ts';
import { openEnvelope, sealWithKey } from './envelope.ts';
import { kidOf, subkey } from './keys.ts';
import { openShard, sealShard, shardNonce } from './shard.ts';
import { signStatement, verifyStatement } from './signature.ts';
import { frozen } from './test-support.ts';
import { decodeMetadata, encodeMetadata, transferHash, transferStatement } from './transfer-metadata.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');
const base64 = (text: string): Buffer => Buffer.from(text, 'base64');
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

describe('the transfer that docs/protocol.md prints', () => {
  const { sender, recipient, data, acknowledgement, shard } = frozen;
  const senderKey = createPrivateKey(sender.privateKey);
  const recipientKey = createPrivateKey(recipient.privateKey);
  const K = hex(frozen.K);

  it('is printed there as it is tested here', () => {
    const page = readFileSync(join(import.meta.dirname, '../../docs/protocol.md'), 'utf8');
    const printed = page.split('```json\n')[1]?.split('```')[0];
    expect(JSON.parse(printed ?? '')).toEqual(frozen);
  });

  it('derives kids, topics and subkeys', () => {
    expect(kidOf(createPublicKey(senderKey))).toBe(sender.kid);
    expect(kidOf(createPublicKey(recipientKey))).toBe(recipient.kid);
    for (const [destination, topic] of Object.entries(frozen.inboxTopics)) {
      expect(inboxTopic(destination)).toBe(topic);
    }
    expect(subkey(K, 'shards').toString('hex')).toBe(frozen.subkeys.shards);
    expect(subkey(K, 'metadata').toString('hex')).toBe(frozen.subkeys.metadata);
    expect(subkey(K, 'acknowledgement').toString('hex')).toBe(frozen.subkeys.acknowledgement);
  });

  it('seals and opens its shard', () => {
    const gzip = base64(frozen.gzip);
    expect(gunzipSync(gzip)).toEqual(base64(frozen.document));
    expect(sha256(base64(frozen.document))).toBe(frozen.documentHash);
    expect(shardNonce(shard.n, shard.last).toString('hex')).toBe(shard.nonce);
    const shardsKey = subkey(K, 'shards');
    const sealed = sealShard(shardsKey, frozen.transferId, shard.n, shard.last, gzip);
    expect(sealed.toString('base64')).toBe(shard.sealed);
    expect(openShard(shardsKey, frozen.transferId, shard.n, shard.last, sealed)).toEqual(gzip);
  });

  it('signs and seals its metadata', async () => {
    const metadata = decodeMetadata(Buffer.from(data.plain));
    if (!metadata) throw new Error('does not decode');
    expect(sha256(frozen.transferHashInput)).toBe(frozen.transferHash);
    expect(transferHash(metadata)).toBe(frozen.transferHash);
    expect(encodeMetadata(metadata).toString()).toBe(data.plain);
    expect(transferStatement(metadata)).toBe(data.statement);
    expect(metadata.signature).toBe(data.signature);
    expect(signStatement(senderKey, data.statement).toString('base64')).toBe(data.signature);
    expect(verifyStatement(createPublicKey(senderKey), data.statement, base64(data.signature))).toBe(true);
    const sealed = sealWithKey(K, data.messageType, 'metadata', Buffer.from(data.plain));
    expect(sealed.toString('base64')).toBe(data.sealed);
    const body = Buffer.concat([base64(data.encryptedKey), sealed]);
    const opened = await openEnvelope(recipientKey, data.messageType, 'metadata', body);
    expect(opened?.key).toEqual(K);
    expect(opened?.plain.toString()).toBe(data.plain);
  });

  it('signs and seals its acknowledgement', async () => {
    const { messageType, plain, statement, signature } = acknowledgement;
    const decoded = decodeAcknowledgement(Buffer.from(plain));
    if (!decoded) throw new Error('does not decode');
    expect(encodeAcknowledgement(decoded).toString()).toBe(plain);
    expect(acknowledgementStatement(decoded)).toBe(statement);
    expect(signStatement(recipientKey, statement).toString('base64')).toBe(signature);
    const fresh = hex(frozen.KAcknowledgement);
    const sealed = sealWithKey(fresh, messageType, 'acknowledgement', Buffer.from(plain));
    expect(sealed.toString('base64')).toBe(acknowledgement.sealed);
    const body = Buffer.concat([base64(acknowledgement.encryptedKey), sealed]);
    const opened = await openEnvelope(senderKey, messageType, 'acknowledgement', body);
    expect(opened?.plain.toString()).toBe(plain);
  });
});

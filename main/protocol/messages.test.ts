import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { acknowledgementStatement, decodeAcknowledgement } from './acknowledgement.ts';
import { openEnvelope } from './envelope.ts';
import { DAY } from './limits.ts';
import { checkAcknowledgement, checkMetadataRecord, checkPolicy } from './receiver-checks.ts';
import { verifyStatement } from './signature.ts';
import { hasTestdata, readTestdata, sayWhatIsMissing } from './test-support.ts';
import { decodeMetadata, transferStatement } from './transfer-metadata.ts';

const file = 'sealpost-v1-vectors/vectors.json';
const vectors = hasTestdata(file) ? readTestdata(file) : null;
const base64 = (text: string): Buffer => Buffer.from(text, 'base64');

type MessageCase = {
  readonly name: string;
  readonly kind: 'data' | 'ack';
  readonly messageType: string;
  readonly row?: number;
  readonly brokerTime: string;
  readonly body: string;
  readonly expected: string;
};
const cases: readonly MessageCase[] = vectors?.messageCases ?? [];

sayWhatIsMissing(file);

/** Whole bodies through the pure checks, in the order of protocol.md section 8 and 6.3. */
describe.skipIf(!vectors)(`independent messages (${file})`, () => {
  it.each(cases.filter((one) => one.kind === 'data'))('data: $name -> $expected at row $row', async (one) => {
    const { outcome, row } = await receive(one);
    expect(outcome).toBe(one.expected);
    // Row 0 names the unchanged message; a boundary that passes names the row that it passes.
    if (outcome !== 'signature-valid') expect(row).toBe(one.row);
  });

  it.each(cases.filter((one) => one.kind === 'ack'))('ack: $name -> $expected', async (one) => {
    expect(await accept(one)).toBe(one.expected);
  });
});

const key = (name: string): KeyObject => createPrivateKey(vectors.keys[name]);

/** Rows 4 and 6.3 with a registry that knows two certificates, each for its own destination. */
function signerOf(destination: string, fingerprint: string): KeyObject | 'hold' | 'quarantine' {
  for (const [owner, name] of [
    ['alice@acme', 'alice'],
    ['bob.x-1@acme', 'bob'],
  ] as const) {
    if (vectors.certificates[owner].fingerprint !== fingerprint) continue;
    return owner === destination ? createPublicKey(key(name)) : 'quarantine';
  }
  return 'hold';
}

async function receive({
  messageType,
  brokerTime,
  body,
}: MessageCase): Promise<{ outcome: string; row: number }> {
  const own = vectors.certificates['bob.x-1@acme'];
  const opened = await openEnvelope(key('bob'), messageType, 'metadata', base64(body));
  const metadata = opened && decodeMetadata(opened.plain);
  if (!metadata) return { outcome: 'quarantine', row: 2 };
  const why = checkMetadataRecord(metadata, {
    messageType,
    inbox: 'bob.x-1@acme',
    kid: own.kid,
    keyOfRecipientCertificate: metadata.recipientCertificate === own.fingerprint ? own.kid : null,
  });
  if (why) return { outcome: 'quarantine', row: 3 };
  const signer = signerOf(metadata.sender, metadata.senderCertificate);
  if (typeof signer === 'string') return { outcome: signer, row: 4 };
  const verified = verifyStatement(signer, transferStatement(metadata), base64(metadata.signature));
  if (!verified) return { outcome: 'quarantine', row: 5 };
  const allowed = checkPolicy(metadata, Date.parse(brokerTime));
  return { outcome: allowed ? 'signature-valid' : 'failed:policy', row: 7 };
}

async function accept({ messageType, brokerTime, body }: MessageCase): Promise<string> {
  const opened = await openEnvelope(key('alice'), messageType, 'acknowledgement', base64(body));
  const acknowledgement = opened && decodeAcknowledgement(opened.plain);
  if (!acknowledgement) return 'quarantine';
  const sent = vectors.transfers.small.metadata;
  const why = checkAcknowledgement(acknowledgement, {
    messageType,
    brokerTime: Date.parse(brokerTime),
    retention: 14 * DAY,
    sent,
  });
  if (why) return 'quarantine';
  const signer = signerOf(acknowledgement.recipient, acknowledgement.recipientCertificate);
  if (typeof signer === 'string') return signer;
  const statement = acknowledgementStatement(acknowledgement);
  return verifyStatement(signer, statement, base64(acknowledgement.signature)) ? 'accept' : 'quarantine';
}

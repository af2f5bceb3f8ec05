import { describe, expect, it } from 'vitest';
import { decodeRegistryRecord } from '../protocol/registry-record.ts';
import { hasTestdata, readTestdata, sayWhatIsMissing } from '../protocol/test-support.ts';
import { checkRegistryRecord, judgeCertificate } from './validator.ts';

const file = 'sealpost-v1-edition-2-vectors/vectors.json';
const vectors = hasTestdata(file) ? readTestdata(file) : null;
const base64 = (text: string): Buffer => Buffer.from(text, 'base64');
const der = (pem: string): Buffer => base64(pem.replace(/-----[^-]+-----|\s/g, ''));

// biome-ignore lint/suspicious/noExplicitAny: test data has the form that its README says
const rows = (list: unknown): any[] => (list ?? []) as any[];

const words = { valid: 'valid', invalid: 'invalid', 'cannot be judged yet': 'cannot-be-judged' } as const;

sayWhatIsMissing(file);

describe.skipIf(!vectors)(`independent certificate vectors (${file})`, () => {
  const table = vectors?.certificateCases;
  const roots = new Map(
    Object.entries<string>(table?.pinnedRoots ?? {}).map(([name, root]) => [name, base64(root)]),
  );
  /** A very long list is written as its head, so many zero bytes, and its tail. */
  const list = (crl: string | { head: string; zeros: number; tail: string }): Buffer =>
    typeof crl === 'string'
      ? base64(crl)
      : Buffer.concat([base64(crl.head), Buffer.alloc(crl.zeros), base64(crl.tail)]);
  const certificate = (text: string): Buffer =>
    text === 'issuing' ? der(vectors.certificates.issuing.pem) : base64(text);

  it.each(rows(table?.cases))('certificate: $name -> $expected', (one) => {
    const verdict = judgeCertificate({
      destination: one.destination,
      certificates: one.certificates.map(certificate),
      at: [Date.parse(one.timestamp), Date.parse(one.brokerTime)],
      now: Date.parse(one.now ?? table.now),
      roots,
      crls: one.crls.map((name: string) => list(table.crls[name])),
    });
    expect(verdict.verdict).toBe(words[one.expected as keyof typeof words]);
  });

  it.each(rows(vectors?.registryCases))('registry record: $name -> $expected', ({ key, value, expected }) => {
    const record = decodeRegistryRecord(key, Buffer.from(value));
    const kept = record?.kind === 'destination' && checkRegistryRecord(record, roots);
    expect(kept ? 'kept' : 'ignored').toBe(expected);
  });
});

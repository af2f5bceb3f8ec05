import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'vitest';

/** Test data beside the checkout, or where SEALPOST_TESTDATA says; tests without it say so and skip. */
export const testdataDir =
  process.env.SEALPOST_TESTDATA ?? join(import.meta.dirname, '../../../shared/testdata');

export const hasTestdata = (name: string): boolean => existsSync(join(testdataDir, name));

// biome-ignore lint/suspicious/noExplicitAny: test data has the form that its README says
export const readTestdata = (name: string): any => JSON.parse(readFileSync(join(testdataDir, name), 'utf8'));

/** A skipped test that names what is missing, so that a green run without it does not look complete. */
export function sayWhatIsMissing(name: string): void {
  if (!hasTestdata(name)) it.skip(`test data is missing: ${name}`, () => {});
}

/** The transfer that docs/protocol.md prints. TEST KEYS ONLY. */
export const frozen: Frozen = JSON.parse(
  readFileSync(join(import.meta.dirname, 'vectors/small-transfer.json'), 'utf8'),
);

type FrozenPerson = {
  readonly destination: string;
  readonly kid: string;
  readonly certificate: string;
  readonly privateKey: string;
};
type FrozenMessage = {
  readonly messageType: string;
  readonly plain: string;
  readonly statement: string;
  readonly signature: string;
  readonly encryptedKey: string;
  readonly sealed: string;
};
type Frozen = {
  readonly sender: FrozenPerson;
  readonly recipient: FrozenPerson;
  readonly inboxTopics: Readonly<Record<string, string>>;
  readonly K: string;
  readonly subkeys: Readonly<Record<'shards' | 'metadata' | 'acknowledgement', string>>;
  readonly KAcknowledgement: string;
  readonly transferId: string;
  readonly document: string;
  readonly documentHash: string;
  readonly gzip: string;
  readonly shard: {
    readonly messageType: string;
    readonly n: number;
    readonly last: boolean;
    readonly nonce: string;
    readonly sealed: string;
  };
  readonly transferHashInput: string;
  readonly transferHash: string;
  readonly data: FrozenMessage;
  readonly acknowledgement: FrozenMessage;
};

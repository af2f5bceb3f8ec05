import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openAead, sealAead } from './aead.ts';
import { openOaep } from './envelope.ts';
import { hkdfSha256 } from './keys.ts';
import { verifyStatement } from './signature.ts';
import { hasTestdata, readTestdata, sayWhatIsMissing } from './test-support.ts';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

type Fields = Readonly<Record<string, string>> & { readonly tcId: number; readonly size: number };
type Group = Readonly<Record<string, string>> & { readonly tests: readonly Fields[] };

const groupsOf = (name: string): readonly Group[] =>
  hasTestdata(`wycheproof/${name}`) ? readTestdata(`wycheproof/${name}`).testGroups : [];

/** Runs a whole file and names the cases that came out otherwise; `acceptable` may come out either way. */
async function expectAll(
  groups: readonly Group[],
  test: (fields: Fields, group: Group) => boolean | Promise<boolean>,
): Promise<number> {
  const wrong: number[] = [];
  let count = 0;
  for (const group of groups) {
    for (const fields of group.tests) {
      count++;
      const accepted = await test(fields, group);
      if (fields.result !== 'acceptable' && accepted !== (fields.result === 'valid')) wrong.push(fields.tcId);
    }
  }
  expect(wrong).toEqual([]);
  return count;
}

sayWhatIsMissing('wycheproof');

describe.skipIf(!hasTestdata('wycheproof'))('Wycheproof (wycheproof/*.json)', () => {
  it('aes_gcm: 256-bit keys, 96-bit nonces, 128-bit tags', async () => {
    const groups = groupsOf('aes_gcm.json').filter(
      ({ keySize, ivSize, tagSize }) =>
        Number(keySize) === 256 && Number(ivSize) === 96 && Number(tagSize) === 128,
    );
    const count = await expectAll(groups, ({ key, iv, aad, msg, ct, tag, result }) => {
      const sealed = hex(`${ct}${tag}`);
      const [k, nonce, extra] = [hex(key ?? ''), hex(iv ?? ''), hex(aad ?? '')];
      if (result === 'valid') expect(sealAead(k, nonce, extra, hex(msg ?? ''))).toEqual(sealed);
      return openAead(k, nonce, extra, sealed)?.equals(hex(msg ?? '')) === true;
    });
    expect(count).toBeGreaterThan(50);
  });

  it('hkdf_sha256', async () => {
    const count = await expectAll(groupsOf('hkdf_sha256.json'), ({ ikm, salt, info, size, okm }) => {
      try {
        return hkdfSha256(hex(ikm ?? ''), hex(salt ?? ''), hex(info ?? ''), size).equals(hex(okm ?? ''));
      } catch {
        return false;
      }
    });
    expect(count).toBe(86);
  });

  it.each([2048, 3072, 4096])('rsa_oaep_%i_sha256_mgf1sha256, labels included', async (bits) => {
    const groups = groupsOf(`rsa_oaep_${bits}_sha256_mgf1sha256.json`);
    const count = await expectAll(groups, async ({ ct, label, msg }, { privateKeyPem }) => {
      const opened = await openOaep(createPrivateKey(privateKeyPem ?? ''), hex(label ?? ''), hex(ct ?? ''));
      return opened?.equals(hex(msg ?? '')) === true;
    });
    expect(count).toBe(37);
  });

  it.each([
    [2048, 259],
    [3072, 259],
    [4096, 258],
  ])('rsa_signature_%i_sha256', async (bits, cases) => {
    const count = await expectAll(
      groupsOf(`rsa_signature_${bits}_sha256.json`),
      ({ msg, sig }, { publicKeyPem }) =>
        verifyStatement(createPublicKey(publicKeyPem ?? ''), hex(msg ?? ''), hex(sig ?? '')),
    );
    expect(count).toBe(cases);
  });
});

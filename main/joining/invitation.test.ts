import { createSign } from 'node:crypto';
import { expect, it } from 'vitest';
import { openSecurity } from '../../shared/server-access.ts';
import { issueCertificate, newKey, publicKeyOf } from '../registrar/certificates.ts';
import {
  type Invitation,
  lockSecrets,
  newSpokenCode,
  readInvitation,
  unlockSecrets,
  writeInvitation,
} from './invitation.ts';

const now = Date.UTC(2026, 10, 26);
const rootKey = await newKey();
const issuingKey = await newKey();
const plan = { issuer: null, now, days: 100, email: null };
const root = issueCertificate(
  { commonName: 'acme root', publicKey: publicKeyOf(rootKey), ...plan, pathLen: 1 },
  rootKey,
);
const issuing = issueCertificate(
  {
    ...plan,
    commonName: 'acme issuing',
    publicKey: publicKeyOf(issuingKey),
    issuer: { certificate: root, key: rootKey },
    pathLen: 0,
  },
  rootKey,
);
const sign = (bytes: Buffer): Buffer => createSign('sha256').update(bytes).sign(issuingKey);
const invitation: Invitation = {
  organisation: 'acme',
  ...{ root, issuing, until: now + 1 },
  from: { label: 'Maja Sundström', destination: 'maja@acme' },
  forPerson: { label: 'Eva Roth', destination: 'eva@acme' },
  access: {
    brokers: ['[::1]:9093'],
    security: { ...openSecurity, signIn: { mechanism: 'scram-sha-512', username: '' } },
  },
  locked: null,
};
const text = writeInvitation(invitation, sign);

it('is read as it was written, also when a mail program broke and quoted its lines', () => {
  expect(readInvitation(text)).toEqual(invitation);
  const broken = text.replace(/.{60}/g, '$&\r\n> ');
  expect(readInvitation(`Hello Eva,\n\n> ${broken}\n\nMaja`)).toEqual(invitation);
});

it('is not whole once anything was changed, and is told from other texts', () => {
  for (let at = word; at < text.length; at += 97) {
    const other = text[at] === 'A' ? 'B' : 'A';
    expect([at, readInvitation(text.slice(0, at) + other + text.slice(at + 1))]).toEqual([at, 'altered']);
  }
  expect(readInvitation(text.slice(0, -8))).toBe('altered');
  expect(readInvitation('sealpost-invitation')).toBe('altered');
  expect(readInvitation('Dear Eva')).toBe('not-an-invitation');
  expect(readInvitation(text.replace(' 1 ', ' 2 '))).toBe('another-version');
});
const word = 'sealpost-invitation 1 '.length;

it('is not whole where its issuer does not lead to its root', async () => {
  const strange = await newKey();
  const other = issueCertificate(
    { commonName: 'acme root', publicKey: publicKeyOf(strange), ...plan, pathLen: 1 },
    strange,
  );
  expect(readInvitation(writeInvitation({ ...invitation, root: other }, sign))).toBe('altered');
});

it('opens its sign-in with the spoken code, however it is typed, and with no other', async () => {
  const code = newSpokenCode();
  expect(code).toMatch(/^(\d{5} ){3}\d{5}$/);
  const locked = await lockSecrets({ password: 'correct horse' }, code);
  expect(locked.toString('latin1')).not.toContain('horse');
  expect(await unlockSecrets(locked, code.replaceAll(' ', '-'))).toEqual({ password: 'correct horse' });
  expect(await unlockSecrets(locked, '00000 00000 00000 00000')).toBeNull();
  expect(await unlockSecrets(locked.subarray(1), code)).toBeNull();
});

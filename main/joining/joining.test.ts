import { expect, it } from 'vitest';
import { openSecurity } from '../../shared/server-access.ts';
import { digitGroups } from '../protocol/request-code.ts';
import { someOffice } from '../registrar/test-support.ts';
import { temporaryFolders } from '../storage/test-support.ts';
import { writeInvitation } from './invitation.ts';
import { secretsFor, securityFor } from './invited-access.ts';
import { Joining } from './joining.ts';

const folder = temporaryFolders();
const { authority, clock } = await someOffice(folder());
const other = await someOffice(folder());

const invitationOf = (
  { authority: of }: Pick<typeof other, 'authority'>,
  until = clock.now() + 1_000,
): string =>
  writeInvitation(
    {
      organisation: 'acme',
      ...{ root: of.root, issuing: of.issuing, until, forPerson: null, locked: null },
      from: { destination: 'maja@acme', label: 'Maja \u202egnp.exe' },
      access: { brokers: ['kafka:9092'], security: openSecurity },
    },
    (statement) => of.signed(statement),
  );

const joining = (root: Buffer | null): Joining =>
  new Joining({
    clock,
    known: () => root && { organisation: 'acme', rootCertificate: root.toString('base64') },
  });

it('shows what an invitation contains, and hands it over by its token alone', () => {
  const joiner = joining(null);
  const read = joiner.read(invitationOf({ authority }));
  expect(read).toMatchObject({
    ok: true,
    value: { organisation: 'acme', signIn: 'none', rootCode: digitGroups(authority.root), forPerson: null },
  });
  if (!read.ok) throw new Error('not read');
  expect(read.value.from.label).not.toContain('\u202e');
  expect(joiner.of(read.value.token)?.root).toEqual(authority.root);
  expect(joiner.of('another')).toBeNull();
});

it('refuses one that ended, and one that names another root for an organisation that is known', () => {
  expect(joining(null).read(invitationOf({ authority }, clock.now()))).toMatchObject({
    failure: { kind: 'expired', until: clock.now() },
  });
  expect(joining(authority.root).read(invitationOf(other))).toEqual({
    ok: false,
    failure: {
      kind: 'another-root',
      organisation: 'acme',
      known: digitGroups(authority.root),
      named: digitGroups(other.authority.root),
    },
  });
  expect(joining(authority.root).read(invitationOf({ authority }))).toMatchObject({ ok: true });
});

it('tells the way to the server without what is the registrar`s alone', () => {
  const own = {
    tls: { authorities: 'system', clientCertificate: true },
    signIn: { mechanism: 'scram-sha-512', username: 'maja' },
    proxy: { kind: 'http', host: 'proxy', port: 3128, username: 'maja' },
  } as const;
  expect(securityFor(own, 'eva')).toEqual({
    ...own,
    signIn: { mechanism: 'scram-sha-512', username: 'eva' },
    proxy: { ...own.proxy, username: null },
  });
  expect(secretsFor(own, 'x')).toEqual({ password: 'x' });
  const oauth = {
    mechanism: 'oauthbearer',
    tokenEndpoint: 'https://t',
    clientId: 'maja',
    scope: '',
  } as const;
  expect(securityFor({ ...own, signIn: oauth }, '')).toMatchObject({ signIn: { clientId: '' } });
  expect(secretsFor({ ...own, signIn: oauth }, 'x')).toEqual({ clientSecret: 'x' });
});

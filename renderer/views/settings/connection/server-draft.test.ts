import { expect, it } from 'vitest';
import { openAccess, type ServerAccess } from '../../../../shared/server-access.ts';
import { changeOf, draftOf, type ServerDraft } from './server-draft.ts';

const secured: ServerAccess = {
  brokers: ['kafka-1.acme:9093', '[2001:db8::7]:9093'],
  security: {
    tls: { authorities: ['AAAA'], clientCertificate: true },
    signIn: { mechanism: 'scram-sha-512', username: 'hanna' },
    proxy: { kind: 'socks5', host: 'proxy.acme', port: 1080, username: 'hanna' },
  },
};
const tokens: ServerAccess = {
  brokers: ['kafka.acme:9093'],
  security: {
    tls: { authorities: 'system', clientCertificate: false },
    signIn: { mechanism: 'oauthbearer', tokenEndpoint: 'https://login.acme/token', clientId: 'a', scope: '' },
    proxy: null,
  },
};
const draft = (access: ServerAccess, more: Partial<ServerDraft> = {}): ServerDraft => ({
  ...draftOf(access),
  ...more,
});

it.each([openAccess(['kafka.acme:9092']), secured, tokens])(
  'what is kept stays as it is where nothing was typed',
  (access) => {
    expect(changeOf(draft(access))).toEqual({ access, secrets: {} });
  },
);

it('only secrets that were entered go along', () => {
  const entered = { password: ' a ', proxyPassword: 'b', isChosen: true };
  expect(changeOf(draft(secured, entered))).toMatchObject({
    secrets: { password: ' a ', proxyPassword: 'b', clientCertificate: 'chosen' },
  });
});

it.each([
  [{ servers: ' \n' }, 'no-server'],
  [{ encryption: 'own', authorities: [] }, 'no-authority'],
  [{ username: ' ' }, 'no-username'],
  [{ signIn: 'plain', encryption: 'none' }, 'needs-encryption'],
  [{ signIn: 'oauthbearer', tokenEndpoint: 'http://a' }, 'no-token-endpoint'],
  [{ signIn: 'oauthbearer', tokenEndpoint: 'https://a' }, 'no-client-id'],
  [{ proxyHost: '' }, 'proxy-incomplete'],
  [{ proxyPort: '99999' }, 'proxy-incomplete'],
] satisfies [Partial<ServerDraft>, string][])('%j is said to be incomplete', (more, fault) => {
  expect(changeOf(draft(secured, more))).toBe(fault);
});

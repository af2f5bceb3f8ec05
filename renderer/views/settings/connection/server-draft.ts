import { type SecretChanges, type ServerAccess, serverAccess } from '../../../../shared/server-access.ts';
import type { DraftFault, SignInKind } from '../../../text/server-text.ts';

/** What stands in the form, as it was typed. */
export type ServerDraft = {
  /** One address a line. */
  readonly servers: string;
  readonly encryption: 'none' | 'system' | 'own';
  /** Base64 of DER; of `own` only. */
  readonly authorities: readonly string[];
  readonly clientCertificate: boolean;
  /** One was chosen here, and is not kept yet. */
  readonly isChosen: boolean;
  readonly signIn: SignInKind;
  readonly username: string;
  /** Empty: as it is kept. So are the other secrets. */
  readonly password: string;
  readonly tokenEndpoint: string;
  readonly clientId: string;
  readonly scope: string;
  readonly clientSecret: string;
  readonly proxy: 'none' | 'http' | 'socks5';
  readonly proxyHost: string;
  readonly proxyPort: string;
  readonly proxyUsername: string;
  readonly proxyPassword: string;
};

export function draftOf({ brokers, security }: ServerAccess): ServerDraft {
  const { tls, signIn, proxy } = security;
  const tokens = signIn?.mechanism === 'oauthbearer' ? signIn : null;
  return {
    servers: brokers.join('\n'),
    encryption: tls === null ? 'none' : tls.authorities === 'system' ? 'system' : 'own',
    authorities: tls === null || tls.authorities === 'system' ? [] : tls.authorities,
    clientCertificate: tls?.clientCertificate ?? false,
    isChosen: false,
    signIn: signIn?.mechanism ?? 'none',
    username: signIn && 'username' in signIn ? signIn.username : '',
    password: '',
    tokenEndpoint: tokens?.tokenEndpoint ?? '',
    clientId: tokens?.clientId ?? '',
    scope: tokens?.scope ?? '',
    clientSecret: '',
    proxy: proxy?.kind ?? 'none',
    proxyHost: proxy?.host ?? '',
    proxyPort: proxy ? String(proxy.port) : '',
    proxyUsername: proxy?.username ?? '',
    proxyPassword: '',
  };
}

export type ServerChange = { readonly access: ServerAccess; readonly secrets: SecretChanges };

/** What the draft means, or what is missing in it. */
export function changeOf(draft: ServerDraft): ServerChange | DraftFault {
  const brokers = draft.servers.split(/[\s,]+/).filter(Boolean);
  if (brokers.length === 0) return 'no-server';
  if (draft.encryption === 'own' && draft.authorities.length === 0) return 'no-authority';
  const fault = signInFault(draft);
  if (fault) return fault;
  const isPort = /^\d{1,5}$/.test(draft.proxyPort.trim()) && Number(draft.proxyPort) <= 65_535;
  if (draft.proxy !== 'none' && (draft.proxyHost.trim() === '' || !isPort)) return 'proxy-incomplete';
  const given: ServerAccess = {
    brokers,
    security: { tls: tlsOf(draft), signIn: signInOf(draft), proxy: proxyOf(draft) },
  };
  const read = serverAccess.safeParse(given);
  if (!read.success) return draft.signIn === 'oauthbearer' ? 'no-token-endpoint' : 'no-server';
  return { access: read.data, secrets: secretsOf(draft) };
}

function signInFault(draft: ServerDraft): DraftFault | null {
  const { signIn, encryption } = draft;
  if (signIn === 'none') return null;
  if (encryption === 'none' && (signIn === 'plain' || signIn === 'oauthbearer')) return 'needs-encryption';
  if (signIn !== 'oauthbearer') return draft.username.trim() === '' ? 'no-username' : null;
  if (!draft.tokenEndpoint.trim().startsWith('https://')) return 'no-token-endpoint';
  return draft.clientId.trim() === '' ? 'no-client-id' : null;
}

function tlsOf({ encryption, authorities, clientCertificate }: ServerDraft): ServerAccess['security']['tls'] {
  if (encryption === 'none') return null;
  return { authorities: encryption === 'system' ? 'system' : authorities, clientCertificate };
}

function signInOf(draft: ServerDraft): ServerAccess['security']['signIn'] {
  const { signIn } = draft;
  if (signIn === 'none') return null;
  if (signIn !== 'oauthbearer') return { mechanism: signIn, username: draft.username.trim() };
  const [tokenEndpoint, clientId, scope] = [draft.tokenEndpoint, draft.clientId, draft.scope].map((one) =>
    one.trim(),
  ) as [string, string, string];
  return { mechanism: signIn, tokenEndpoint, clientId, scope };
}

function proxyOf({
  proxy,
  proxyHost,
  proxyPort,
  proxyUsername,
}: ServerDraft): ServerAccess['security']['proxy'] {
  if (proxy === 'none') return null;
  const username = proxyUsername.trim() === '' ? null : proxyUsername.trim();
  return { kind: proxy, host: proxyHost.trim(), port: Number(proxyPort), username };
}

const secretsOf = ({ password, clientSecret, proxyPassword, isChosen }: ServerDraft): SecretChanges => ({
  ...(password === '' ? {} : { password }),
  ...(clientSecret === '' ? {} : { clientSecret }),
  ...(proxyPassword === '' ? {} : { proxyPassword }),
  ...(isChosen ? { clientCertificate: 'chosen' as const } : {}),
});

import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import type { ServerAccess, ServerSecrets, ServerSecurity } from '../../../shared/server-access.ts';
import { systemAuthorities } from './authorities.ts';
import { LineFailure } from './line-failure.ts';

/** How a line to any of the servers is opened: worked out once, used for each line. */
export type Way = {
  readonly proxy: (NonNullable<ServerSecurity['proxy']> & { readonly password: string }) | null;
  readonly tls: { readonly context: SecureContext; readonly showsCertificate: boolean } | null;
};

/** A name or secret that the servers, the proxy or the token service want, and that is not kept here. */
export function isSecretMissing(
  { security }: Pick<ServerAccess, 'security'>,
  secrets: ServerSecrets,
): boolean {
  const { tls, signIn, proxy } = security;
  if (tls?.clientCertificate && !secrets.clientCertificate) return true;
  if (proxy?.username && secrets.proxyPassword === undefined) return true;
  if (!signIn) return false;
  if (signIn.mechanism === 'oauthbearer') return secrets.clientSecret === undefined;
  return signIn.username === '' || secrets.password === undefined;
}

/** @throws LineFailure: a secret is missing, or the own certificate cannot be read */
export function wayTo(access: Pick<ServerAccess, 'security'>, secrets: ServerSecrets): Way {
  if (isSecretMissing(access, secrets)) throw new LineFailure('secret-missing');
  return lineWay(access.security, secrets);
}

/** The same without a look at what only signing in needs. @throws LineFailure: the own certificate cannot be read */
export function lineWay({ tls, proxy }: ServerSecurity, secrets: ServerSecrets): Way {
  return {
    proxy: proxy && { ...proxy, password: secrets.proxyPassword ?? '' },
    tls: tls && {
      context: contextOf(tls, secrets.clientCertificate),
      showsCertificate: tls.clientCertificate && secrets.clientCertificate !== undefined,
    },
  };
}

function contextOf(
  { authorities, clientCertificate }: NonNullable<ServerSecurity['tls']>,
  own: ServerSecrets['clientCertificate'],
): SecureContext {
  const ca = authorities === 'system' ? trustedBySystem() : authorities.map(toPem);
  const common = { ca: [...ca], minVersion: 'TLSv1.2' as const };
  if (!clientCertificate || !own) return createSecureContext(common);
  try {
    const pfx = Buffer.from(own.pkcs12, 'base64');
    return createSecureContext({ ...common, pfx, passphrase: own.passphrase });
  } catch (cause) {
    throw new LineFailure('client-certificate-unreadable', cause);
  }
}

const trustedBySystem = (): readonly string[] => {
  const trusted = systemAuthorities();
  return trusted.length > 0 ? trusted : rootCertificates;
};

const toPem = (base64: string): string =>
  `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n').trimEnd()}\n-----END CERTIFICATE-----\n`;

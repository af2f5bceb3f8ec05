import type { BrokerFault } from '../../shared/organisation.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import type { SecretChanges, ServerAccess, ServerSecrets } from '../../shared/server-access.ts';
import { readServerAddress } from '../../shared/server-address.ts';

/** The addresses in the form in which they are kept. */
export function withAddressesRead(
  access: ServerAccess,
): Result<
  ServerAccess,
  { readonly kind: 'broker-wrong'; readonly broker: string; readonly why: BrokerFault }
> {
  const brokers: string[] = [];
  for (const broker of access.brokers) {
    const read = readServerAddress(broker);
    if (!read.ok) return failed({ kind: 'broker-wrong', broker, why: read.failure });
    brokers.push(read.value);
  }
  return ok({ ...access, brokers });
}

type Secrets = { -readonly [K in keyof ServerSecrets]: ServerSecrets[K] };

/**
 * The secrets that this access needs: as they were entered, else as they are kept.
 * @param chosen the client's certificate that was chosen last
 */
export function secretsFor(
  { security }: ServerAccess,
  kept: ServerSecrets,
  changes: SecretChanges,
  chosen: ServerSecrets['clientCertificate'],
): ServerSecrets {
  const { tls, signIn, proxy } = security;
  const now: Secrets = {};
  const take = <K extends keyof ServerSecrets>(name: K, value: ServerSecrets[K] | undefined): void => {
    if (value !== undefined) now[name] = value;
  };
  if (signIn?.mechanism === 'oauthbearer') take('clientSecret', changes.clientSecret ?? kept.clientSecret);
  else if (signIn) take('password', changes.password ?? kept.password);
  if (proxy?.username) take('proxyPassword', changes.proxyPassword ?? kept.proxyPassword);
  if (tls?.clientCertificate)
    take('clientCertificate', (changes.clientCertificate && chosen) ?? kept.clientCertificate);
  return now;
}

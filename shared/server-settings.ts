import type { FileCause } from './file-cause.ts';
import type { BrokerFault } from './organisation.ts';
import type { ServerAccess, ServerSecrets } from './server-access.ts';
import type { NotKeptFailure } from './settings.ts';

/** A certificate as a person tells it from others. `validUntil` is milliseconds since 1970. */
export type CertificateShown = { readonly name: string; readonly validUntil: number };

/** How the servers are reached now, without the secrets: only which of them are kept. */
export type ServerShown = {
  readonly access: ServerAccess;
  readonly kept: readonly (keyof ServerSecrets)[];
  /** The one that this computer shows; null where there is none, or it cannot be read. */
  readonly clientCertificate: CertificateShown | null;
};

/** Why the servers were not changed. */
export type ChangeServerFailure =
  | { readonly kind: 'broker-wrong'; readonly broker: string; readonly why: BrokerFault }
  /** The keychain does not take the secrets: nothing was changed. */
  | { readonly kind: 'keychain-unavailable' }
  | NotKeptFailure;

/** Why a chosen certificate was not taken. */
export type ChooseCertificateFailure =
  | { readonly kind: 'unreadable'; readonly cause: FileCause }
  | { readonly kind: 'no-certificate' }
  /** A PKCS#12 file opens with another passphrase. */
  | { readonly kind: 'passphrase-wrong' }
  /** A PKCS#12 file is protected in a way that is not known here. */
  | { readonly kind: 'not-supported' }
  | { readonly kind: 'expired'; readonly validUntil: number };

/** An authority that was chosen: its certificate, base64 of its DER. */
export type ChosenAuthority = CertificateShown & { readonly certificate: string };

import type { OfflineCause } from '../../../shared/connection.ts';

/** What keeps a line to a server from being opened, as far as this end can tell. */
export type LineCause = Extract<
  OfflineCause,
  | 'name-unknown'
  | 'unreachable'
  | 'secret-missing'
  | 'speaks-clear'
  | `tls-${string}`
  | `client-certificate-${string}`
  | `proxy-${string}`
  | `token-${string}`
>;

/** A line could not be opened. kafkajs hands on nothing of an error but its `code`. */
export class LineFailure extends Error {
  override readonly name = 'LineFailure';
  readonly code: LineCause;

  constructor(why: LineCause, cause?: unknown) {
    super(`no line to the server: ${why}`, { cause });
    this.code = why;
  }
}

/** Every cause that says more than that nobody was reached. */
const telling: Readonly<Record<Exclude<LineCause, 'name-unknown' | 'unreachable'>, true>> = {
  'secret-missing': true,
  'speaks-clear': true,
  'tls-not-trusted': true,
  'tls-other-name': true,
  'tls-expired': true,
  'tls-not-yet-valid': true,
  'tls-failed': true,
  'client-certificate-needed': true,
  'client-certificate-refused': true,
  'client-certificate-unreadable': true,
  'proxy-name-unknown': true,
  'proxy-unreachable': true,
  'proxy-not-a-proxy': true,
  'proxy-sign-in': true,
  'proxy-refuses': true,
  'proxy-cannot-reach': true,
  'token-unreachable': true,
  'token-refused': true,
  'token-unusable': true,
};

export const isTelling = (code: unknown): code is keyof typeof telling =>
  typeof code === 'string' && Object.hasOwn(telling, code);

const codeOf = (error: unknown): string => String((error as NodeJS.ErrnoException | null)?.code ?? '');

/** The name of a host could not be turned into an address. */
export const isNameUnknown = (error: unknown): boolean => /^(?:ENOTFOUND|EAI_AGAIN)$/.test(codeOf(error));

/** What the TLS library says, in our words; null where it speaks of something else. */
export function tlsCause(error: unknown, showedCertificate: boolean): LineCause | null {
  const code = codeOf(error);
  if (code === 'CERT_HAS_EXPIRED') return 'tls-expired';
  if (code === 'CERT_NOT_YET_VALID') return 'tls-not-yet-valid';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return 'tls-other-name';
  if (notTrusted.test(code)) return 'tls-not-trusted';
  // An alert about a certificate is the server's word about the one of this computer.
  if (aboutOwnCertificate.test(code))
    return showedCertificate ? 'client-certificate-refused' : 'client-certificate-needed';
  if (/WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG/.test(code))
    return 'speaks-clear';
  return /^(?:ERR_SSL_|EPROTO$)/.test(code) ? 'tls-failed' : null;
}

const notTrusted =
  /^(?:UNABLE_TO_(?:GET_ISSUER_CERT(?:_LOCALLY)?|VERIFY_LEAF_SIGNATURE)|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT(?:_IN_CHAIN)?|CERT_(?:UNTRUSTED|REJECTED|SIGNATURE_FAILURE|CHAIN_TOO_LONG|REVOKED)|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_EXCEEDED)$/;
const aboutOwnCertificate =
  /ALERT_(?:BAD_CERTIFICATE|CERTIFICATE_\w+|NO_CERTIFICATE|UNKNOWN_CA|UNSUPPORTED_CERTIFICATE|ACCESS_DENIED|DECRYPT_ERROR)|CERTIFICATE_REQUIRED/;

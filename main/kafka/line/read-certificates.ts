import { X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { failed, ok, type Result } from '../../../shared/result.ts';
import type {
  CertificateShown,
  ChooseCertificateFailure,
  ChosenAuthority,
} from '../../../shared/server-settings.ts';

type Failure = Exclude<ChooseCertificateFailure, { kind: 'unreadable' }>;

/**
 * Opens a PKCS#12 file as TLS will. Node tells whose certificate it is only by the context that it makes.
 * @param now milliseconds since 1970
 */
export function readClientCertificate(
  pkcs12: Buffer,
  passphrase: string,
  now: number,
): Result<CertificateShown, Failure> {
  let context: SecureContext;
  try {
    context = createSecureContext({ pfx: pkcs12, passphrase });
  } catch (error) {
    return failed({ kind: meaningOf(error) });
  }
  const { getCertificate } = context.context as { getCertificate?: () => Buffer | null };
  const der = getCertificate?.call(context.context);
  if (!der) return failed({ kind: 'no-certificate' });
  const shown = shownOf(new X509Certificate(der));
  return shown.validUntil < now ? failed({ kind: 'expired', validUntil: shown.validUntil }) : ok(shown);
}

/** OpenSSL's words, and BoringSSL's. */
function meaningOf(error: unknown): 'passphrase-wrong' | 'not-supported' | 'no-certificate' {
  const said = String((error as Error).message);
  if (/mac verify failure|INCORRECT_PASSWORD|bad decrypt|BAD_DECRYPT/i.test(said)) return 'passphrase-wrong';
  return /unsupported|UNKNOWN_(?:ALGORITHM|CIPHER|DIGEST|HASH)/i.test(said)
    ? 'not-supported'
    : 'no-certificate';
}

/** The certificates in a file, PEM or DER. */
export function readAuthorities(bytes: Buffer): readonly ChosenAuthority[] {
  const text = bytes.toString('latin1');
  const found = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [bytes];
  try {
    return found.map((one) => {
      const certificate = new X509Certificate(one);
      return { ...shownOf(certificate), certificate: certificate.raw.toString('base64') };
    });
  } catch {
    return [];
  }
}

function shownOf(certificate: X509Certificate): CertificateShown {
  const fields = new Map(
    certificate.subject?.split('\n').map((line) => line.split('=', 2) as [string, string]),
  );
  const name = fields.get('CN') ?? fields.get('O') ?? certificate.fingerprint256;
  return { name, validUntil: Date.parse(certificate.validTo) };
}

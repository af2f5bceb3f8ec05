import { readFileSync } from 'node:fs';
import * as tls from 'node:tls';

/** Where Linux systems keep the certificates that their administrator trusts. */
const bundles = [
  process.env.SSL_CERT_FILE,
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
];

let known: readonly string[] | null = null;

/** Certificates of the authorities that this system trusts, each as PEM; empty where it does not tell. */
export function systemAuthorities(): readonly string[] {
  known ??= read();
  return known;
}

function read(): readonly string[] {
  if (process.platform !== 'linux') {
    // Node has it from version 22.15 on; the oldest Electron that the code runs on has not.
    const { getCACertificates } = tls as { getCACertificates?: (type: 'system') => readonly string[] };
    return getCACertificates?.('system') ?? [];
  }
  for (const path of bundles) {
    if (!path) continue;
    try {
      const found = readFileSync(path, 'utf8').match(
        /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g,
      );
      if (found) return found;
    } catch {
      // Another distribution keeps them elsewhere.
    }
  }
  return [];
}

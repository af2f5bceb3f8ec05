import type { CertificateFault } from './identity.ts';

/** A Destination as the app shows it (protocol.md sections 1 and 7.2). */
export type Destination = {
  readonly destination: string;
  /** The CN of the newest valid certificate; never an identity. */
  readonly label: string;
  readonly organisation: string;
  /** This installation holds the private key of one of its valid certificates. */
  readonly owned: boolean;
  /** A valid certificate exists. Whether the inbox exists is asked of Kafka before sending. */
  readonly certified: boolean;
  /** SHA-256 over the newest certificate's DER, hex; null where no certificate is valid. */
  readonly fingerprint: string | null;
  /** Milliseconds since 1970. */
  readonly validUntil: number | null;
  /** Why no certificate is valid, and since when (milliseconds since 1970); absent where that is not known. */
  readonly fault?: { readonly why: CertificateFault; readonly since: number | null };
};

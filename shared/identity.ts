import type { NotKeptFailure } from './settings.ts';

/** Whether this installation can send and receive as its own address. */
export type IdentityStatus =
  /** First run; `organisation` once a connection file was chosen. */
  | { readonly kind: 'not-set-up'; readonly organisation: string | null }
  /** The OS keychain does not give the keys; keys are never kept without it. `backend` is its name. */
  | {
      readonly kind: 'keychain-unavailable';
      readonly backend: string;
      readonly why: KeychainFault;
      /** An address was set up here before. */
      readonly setUp: boolean;
      /** The keychain is asked only once a process (Linux): trying again starts the app anew. */
      readonly restarts: boolean;
    }
  /** A key exists; the registrar has not certified it yet. */
  | {
      readonly kind: 'waiting-for-certificate';
      readonly destination: string;
      readonly label: string;
      /** 12 groups of 5 digits, read aloud to the registrar; empty while there is no key. */
      readonly requestCode: string;
      readonly request: RequestState;
    }
  | {
      readonly kind: 'ready';
      readonly destination: string;
      readonly label: string;
      readonly fingerprint: string;
      readonly validUntil: number;
      /** Name of the OS keychain that protects the key, such as `gnome_libsecret`. */
      readonly keychain: string;
    }
  /** The certificate expired or was revoked, or a CRL is missing. */
  | {
      readonly kind: 'certificate-not-valid';
      readonly destination: string;
      readonly label: string;
    }
  /** A fault: the keys could not be read, or what sends and receives did not start. */
  | { readonly kind: 'not-started'; readonly destination: string; readonly label: string };

/** How far the request for a certificate came. */
export type RequestState =
  /** Sent when connected. */
  | 'not-sent'
  | 'sent'
  /** Kafka gives no right to send it. */
  | 'not-allowed'
  /** Kafka refuses it because this computer's clock is more than an hour fast. */
  | 'clock-wrong'
  /** Kafka has no place for it, or did not take it. */
  | 'not-taken';

/** Why the keychain does not give the keys; each has its own remedy. */
export type KeychainFault =
  /** This system has none, or none was started. */
  | 'missing'
  | 'locked'
  /** It is there and open, and did not protect these keys. */
  | 'another';

/** Why an address was not set up. */
export type SetUpFailure =
  | {
      readonly kind: 'keychain-unavailable';
      readonly why: KeychainFault;
      readonly restarts: boolean;
    }
  | { readonly kind: 'keys-unreadable' | 'address-invalid' | 'no-organisation' }
  | NotKeptFailure;

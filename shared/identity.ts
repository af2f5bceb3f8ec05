import type { NotKeptFailure } from './settings.ts';

/** How far the certificate of the next key has come. Times are milliseconds since 1970. */
export type Renewal =
  /** Nothing is to be done before then. */
  | { readonly kind: 'not-due'; readonly from: number }
  /** A new key is there; the registrar has not answered yet. */
  | {
      readonly kind: 'asked';
      readonly since: number;
      readonly requestCode: string;
      readonly request: RequestState;
    }
  /** The registrar refused it, and wrote why. */
  | { readonly kind: 'refused'; readonly reason: string };

/** Why nothing can be sent with the own certificate. */
export type CertificateFault =
  | 'ended'
  | 'revoked'
  /** A list of revoked certificates is past its date, or missing: the registrar has to renew it. */
  | 'list-ended'
  | 'list-missing'
  /** It is there and does not check, such as for another key. */
  | 'not-valid';

/** Whether this installation can send and receive as its own address. */
export type IdentityStatus =
  /** First run; `organisation` once one was joined or founded, or a connection file was chosen. */
  | {
      readonly kind: 'not-set-up';
      readonly organisation: string | null;
      /** Whom the invitation was for; null where it was for everybody, or there was none. */
      readonly invited: { readonly label: string; readonly destination: string } | null;
      /** This installation founded the organisation. */
      readonly founder: boolean;
    }
  /** The OS keychain does not give the keys; keys are never kept without it. `backend` is its name. */
  | {
      readonly kind: 'keychain-unavailable';
      readonly backend: string;
      readonly why: KeychainFault;
      /** An address was set up here before. */
      readonly setUp: boolean;
      /** The keychain is asked only once a process (Linux): trying again starts the app anew. */
      readonly restarts: boolean;
      /** The keys of this installation are protected by a password: it is asked at each start. */
      readonly password: boolean;
    }
  /** An address was set up, and its keys are gone: the keyring was emptied or is another one, or their files are missing. */
  | {
      readonly kind: 'keys-lost';
      readonly destination: string;
      readonly label: string;
      readonly why: 'keyring-emptied' | 'files-missing';
    }
  /** A key exists; the registrar has not certified it yet. */
  | {
      readonly kind: 'waiting-for-certificate';
      readonly destination: string;
      readonly label: string;
      /** 12 groups of 5 digits, read aloud to the registrar; empty while there is no key. */
      readonly requestCode: string;
      readonly request: RequestState;
      /** The registrar's reason, where the request was refused; null while nobody decided. */
      readonly refusal: string | null;
    }
  | {
      readonly kind: 'ready';
      readonly destination: string;
      readonly label: string;
      readonly fingerprint: string;
      readonly validUntil: number;
      /** Name of the OS keychain that protects the key, such as `gnome_libsecret`, or `password`. */
      readonly keychain: string;
      readonly renewal: Renewal;
    }
  /** It can receive what was sent before and take acknowledgements, but not send. */
  | {
      readonly kind: 'certificate-not-valid';
      readonly destination: string;
      readonly label: string;
      readonly why: CertificateFault;
      /** When the certificate ended or was revoked, or the list ended; null where that is not known. */
      readonly since: number | null;
      readonly renewal: Renewal;
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
  | 'another'
  /** The keys are protected by a password, and it was not typed yet in this run. */
  | 'password'
  | 'wrong-password';

/** Why an address was not set up. */
export type SetUpFailure =
  | {
      readonly kind: 'keychain-unavailable';
      readonly why: KeychainFault;
      readonly restarts: boolean;
    }
  | { readonly kind: 'keys-unreadable' | 'address-invalid' | 'no-organisation' }
  | NotKeptFailure;

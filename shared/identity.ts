/** Whether this installation can send and receive as its own address. */
export type IdentityStatus =
  /** First run; `organisation` once a connection file was chosen. */
  | { readonly kind: 'not-set-up'; readonly organisation: string | null }
  /** The OS keychain is missing or locked; keys are never kept without it. `backend` is its name. */
  | { readonly kind: 'keychain-unavailable'; readonly backend: string }
  /** A key exists and its request is published; the registrar has not answered yet. */
  | {
      readonly kind: 'waiting-for-certificate';
      readonly destination: string;
      readonly label: string;
      /** 12 groups of 5 digits, read aloud to the registrar. */
      readonly requestCode: string;
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
    };

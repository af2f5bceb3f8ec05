/** State of the connection to Kafka. Times are milliseconds since 1970. */
export type ConnectionState =
  | { readonly kind: 'not-configured' }
  | { readonly kind: 'connecting'; readonly lastContact: number | null }
  | { readonly kind: 'connected'; readonly lastContact: number }
  | {
      readonly kind: 'offline';
      readonly since: number;
      readonly retryAt: number;
      readonly lastContact: number | null;
    }
  /** The server refused the sign-in, or does not allow reading the own inbox. */
  | { readonly kind: 'refused'; readonly why: 'sign-in' | 'not-allowed' };

/** State of the connection to Kafka. Times are milliseconds since 1970. */
export type ConnectionState =
  | { readonly kind: 'not-configured' }
  | { readonly kind: 'connecting'; readonly lastContact: number | null }
  | {
      readonly kind: 'connected';
      readonly lastContact: number;
      /** What does not get through although the server answers; null where everything does. */
      readonly trouble: ConnectionTrouble | null;
    }
  | {
      readonly kind: 'offline';
      readonly since: number;
      readonly retryAt: number;
      readonly lastContact: number | null;
      readonly why: OfflineCause;
    };

/** Since when there is no connection, in milliseconds since 1970; null while there is one, and where that is not known. */
export function offlineSince(state: ConnectionState | undefined): number | null {
  if (state?.kind === 'connecting') return state.lastContact;
  return state?.kind === 'offline' ? state.since : null;
}

/** Why there is no connection. Each has its own remedy, so none may be told as another. */
export type OfflineCause =
  /** The name of the server is not known to the network. */
  | 'name-unknown'
  /** Nothing answers at that address: the server is off, or the network does not lead there. */
  | 'unreachable'
  /** Something takes the connection and says nothing. */
  | 'silent'
  /** The port expects an encrypted connection. */
  | 'speaks-tls'
  /** The port is not encrypted, and an encrypted connection was asked for. */
  | 'speaks-clear'
  /** Whoever issued the server's certificate is not trusted here. */
  | 'tls-not-trusted'
  /** The server's certificate is for other names. */
  | 'tls-other-name'
  /** The server's certificate has ended, or this computer's clock is fast. */
  | 'tls-expired'
  /** The server's certificate is not valid yet, or this computer's clock is slow. */
  | 'tls-not-yet-valid'
  /** Both ends know no common way of encryption. */
  | 'tls-failed'
  /** The server wants a certificate of this computer, and none was shown. */
  | 'client-certificate-needed'
  /** The server does not take the certificate of this computer. */
  | 'client-certificate-refused'
  /** The certificate of this computer does not open with its passphrase, or is damaged. */
  | 'client-certificate-unreadable'
  | 'proxy-name-unknown'
  | 'proxy-unreachable'
  /** What answers at the proxy's address is no proxy of this kind. */
  | 'proxy-not-a-proxy'
  /** The proxy wants a sign-in, or refused the one that it got. */
  | 'proxy-sign-in'
  /** The proxy does not allow connections to the server. */
  | 'proxy-refuses'
  /** The proxy does not get to the server. */
  | 'proxy-cannot-reach'
  /** The service that gives the tokens for signing in does not answer. */
  | 'token-unreachable'
  /** It does not know this client, or its secret is wrong. */
  | 'token-refused'
  /** What it answers is no token. */
  | 'token-unusable'
  /** The port belongs to a web server. */
  | 'speaks-http'
  /** Something answers, and it is no Kafka. */
  | 'not-kafka'
  /** The server takes only connections that sign in. */
  | 'sign-in-needed'
  | 'sign-in-refused'
  /** The server takes everybody on this port, and knows no sign-in. */
  | 'sign-in-not-wanted'
  /** The server knows other ways of signing in. */
  | 'sign-in-method'
  /** A password, secret or certificate that signing in needs is not kept on this computer. */
  | 'secret-missing'
  /** The servers send their clients to an address that cannot be reached from here. */
  | 'advertised-unreachable'
  /** There is no directory on this server. */
  | 'registry-missing'
  /** Its topic has more than one partition: what it says has no order (protocol.md 7.1). */
  | 'registry-partitions'
  | 'registry-not-allowed'
  /** The server cannot serve the directory now: no leader, too few replicas, or its disk. */
  | 'registry-unavailable'
  /** A fault of the app. */
  | 'fault';

/** One flow of the connection that does not work. */
export type ConnectionTrouble =
  | { readonly flow: 'sending'; readonly why: 'no-answer' }
  | {
      readonly flow: 'receiving';
      readonly why:
        | 'no-answer'
        /** No right to read the own inbox. */
        | 'not-allowed'
        /** The own inbox has more than one partition, so it counts as missing (protocol.md section 1). */
        | 'partitions'
        /** The inbox is not there, and this account may not make it. */
        | 'cannot-be-made'
        /** No leader, too few replicas, or a disk of the server's that is full. */
        | 'unavailable'
        /** What arrives cannot be kept: the disk of this computer is full. */
        | 'disk-full'
        | 'fault';
    };

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
  /** The port belongs to a web server. */
  | 'speaks-http'
  /** Something answers, and it is no Kafka. */
  | 'not-kafka'
  /** The server takes only connections that sign in. */
  | 'sign-in-needed'
  | 'sign-in-refused'
  /** The servers send their clients to an address that cannot be reached from here. */
  | 'advertised-unreachable'
  /** There is no directory on this server. */
  | 'registry-missing'
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

import type { Obstacle } from './obstacle.ts';

/**
 * A Transfer as the app shows it: one document from one Destination to one Destination
 * (protocol.md section 1). Times are milliseconds since 1970, UTC; sizes are bytes.
 */
export type TransferDirection = 'sent' | 'received';

/** The status words of the sent side; `renderer/text` holds the sentences. */
export type SentStatus =
  /** Being checked and opened; no piece was accepted by Kafka yet. */
  | 'preparing'
  /** Kept on disk until there is a connection. */
  | 'waiting-for-connection'
  /** Nothing is signed until this computer's clock is right. */
  | 'waiting-for-clock'
  | 'sending'
  /** Kafka has everything; no acknowledgement yet. */
  | 'sent'
  /** A verified acknowledgement says received. */
  | 'delivered'
  /** A verified acknowledgement says failed. */
  | 'refused'
  /** A local failure. */
  | 'failed'
  | 'cancelled';

/** The status words of the received side. */
export type ReceivedStatus =
  /** Shards arrive; the sender is not known yet. */
  | 'incoming'
  /** The metadata is here and is being verified, or waits for the registry or for shards. */
  | 'checking'
  /** Verified and saved, acknowledgement published. */
  | 'received'
  /** Verified and saved; the acknowledgement is not published yet. */
  | 'confirmation-pending'
  /** Verified as far as it is here; this computer cannot take it now, and does by itself when it can. */
  | 'cannot-save'
  /** A check failed; nothing was saved. */
  | 'refused'
  /** Shards or metadata are missing. */
  | 'incomplete';

export type TransferStatus = SentStatus | ReceivedStatus;

/** Where an unfinished transfer stands, and what it waits for there. */
export type LegName =
  /** On this computer, until others that came before are gone. */
  | 'own-turn'
  | 'own-connection'
  | 'own-clock'
  /** No certificate of this computer's person is valid now, so nothing can be signed. */
  | 'own-certificate'
  | 'own-disk'
  /** Between this computer and the server; nothing holds it up. */
  | 'under-way'
  /** The server takes nothing for this address now. */
  | 'server'
  /** On the server, until the recipient's app takes and confirms it. */
  | 'their-app'
  /** The recipient's computer cannot save it yet. */
  | 'their-disk'
  /** The server kept it for as long as it promised; it may be there still. */
  | 'time-over'
  /** The server does not have it any more. */
  | 'removed'
  /** On the way here, in pieces. */
  | 'pieces'
  /** Nobody can say yet whether the sender's certificate is valid. */
  | 'directory';

export type Leg = {
  readonly name: LegName;
  /** When it came there, in milliseconds since 1970. */
  readonly since: number;
  /** When the wait ends by itself: the server keeps it no longer, or it is given up; null where that is not known. */
  readonly until: number | null;
};

/** Why a transfer was refused or failed. The first four travel in acknowledgements (protocol.md 6.1). */
export type TransferReason =
  | 'hash-mismatch'
  | 'incomplete'
  | 'policy'
  | 'storage'
  /** Receiver only, never told to anybody (protocol.md 8, rows 1 to 5). */
  | 'unknown-key'
  | 'unreadable'
  | 'not-for-this-address'
  | 'certificate-invalid'
  /** Within 72 h nobody could say whether the certificate is valid. */
  | 'sender-unconfirmed'
  | 'signature-mismatch'
  | 'conflicting-statement'
  /** Sender only. */
  | 'document-missing'
  | 'document-unreadable'
  | 'document-changed'
  | 'document-too-large'
  | 'recipient-unknown'
  | 'recipient-not-ready'
  | 'recipient-certificate-invalid'
  | 'own-address-not-ready'
  | 'own-certificate-invalid'
  | 'connection-lost'
  | 'not-allowed'
  /** The server takes no message as large as one piece. */
  | 'server-limit'
  /** Waiting: the server answers, and cannot take anything for this address now. */
  | 'server-unavailable'
  /** Nothing may be signed, or judged, until this computer's clock is right. */
  | 'clock-wrong'
  | 'internal';

/** One step of the timeline, in the order in which steps happen on that side. */
export type SentStep =
  | 'encrypted'
  | 'pieces-sent'
  | 'fingerprint-made'
  | 'signed'
  | 'dispatched'
  | 'confirmed';
export type ReceivedStep =
  | 'pieces-arriving'
  | 'opened'
  | 'signature-matches'
  | 'complete'
  | 'saved'
  | 'confirmation-sent';
export type TransferStepName = SentStep | ReceivedStep;

export type TransferStepState = 'done' | 'running' | 'waiting' | 'failed' | 'not-done';

export type TransferStep = {
  readonly name: TransferStepName;
  readonly state: TransferStepState;
  /** When it was done, failed or began to wait; null while it is not done. */
  readonly at: number | null;
  /** Facts that prove the step: caption and value, for the expandable part. */
  readonly proof: readonly StepProof[];
};
export type StepProof = { readonly caption: ProofCaption; readonly value: string };
export type ProofCaption =
  | 'pieces'
  | 'bytes'
  | 'document-hash'
  | 'transfer-hash'
  | 'signature'
  | 'certificate'
  | 'issuer'
  | 'signed-at'
  | 'acknowledged-at'
  /** When the broker had the letter, by its own clock. */
  | 'server-time'
  | 'status'
  | 'reason'
  | 'file';

export type TransferPerson = {
  /** Name in the certificate (CN); never an identity. */
  readonly label: string;
  /** `name@organisation`. */
  readonly destination: string;
};

/** The row of the list. */
export type Transfer = {
  /** Stable on this computer, also when a send starts anew under another transfer ID. */
  readonly id: string;
  readonly transferId: string;
  readonly direction: TransferDirection;
  readonly status: TransferStatus;
  readonly reason: TransferReason | null;
  /** Own address on this side. */
  readonly ownDestination: string;
  /** The other side; null while an incoming document's sender is not known. */
  readonly peer: TransferPerson | null;
  /** False while the peer's name is only claimed (refused before the signature verified). */
  readonly peerVerified: boolean;
  /** Null while not known. Safe for display: controls and bidi marks are made visible. */
  readonly documentName: string | null;
  /** Null while not known. */
  readonly documentSize: number | null;
  /** Sealed bytes that arrived or were accepted so far. */
  readonly bytesMoved: number;
  /** 0 to 1 while sending; null where no honest figure exists. */
  readonly progress: number | null;
  /** Milliseconds; null for the first 5 s and when not moving. */
  readonly timeLeft: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When it was delivered, received, refused or failed. */
  readonly finishedAt: number | null;
  readonly unread: boolean;
  /** True while cancelling still has a meaning (protocol.md 5.3: before `data-` is published). */
  readonly cancellable: boolean;
  readonly retryable: boolean;
  /** Sent, and nobody confirmed it while the server held it (R of protocol.md section 1). */
  readonly overdue: boolean;
  /** What keeps this computer from saving a received document; null where nothing does. */
  readonly waitingFor: Obstacle | null;
  /** Null where it is finished, or only moments old. */
  readonly leg: Leg | null;
  /** It may be taken off the list: nothing of it is under way on this computer. */
  readonly removable: boolean;
  /** Absolute path of the received document on this computer, or of the sent one; null if none. */
  readonly path: string | null;
  /** A received document whose row was lost: it stood in the folder from before, and was verified again. */
  readonly isFound?: boolean;
};

/** The detail pane. */
export type TransferDetails = {
  readonly transfer: Transfer;
  readonly steps: readonly TransferStep[];
  /** When the other person's app was heard of last by this computer, by the server's clock; null where not known. */
  readonly heardAt: number | null;
  readonly technical: {
    readonly transferId: string;
    readonly documentHash: string | null;
    readonly transferHash: string | null;
    readonly shardCount: number | null;
    readonly compressedBytes: number | null;
    readonly senderCertificate: string | null;
    readonly recipientCertificate: string | null;
    readonly signature: string | null;
    readonly acknowledgementSignature: string | null;
    readonly timestamp: string | null;
    /** When the broker had the signed document, by its own clock. */
    readonly signedServerTime: string | null;
    readonly acknowledgedAt: string | null;
    /** When the broker had the acknowledgement, by its own clock. */
    readonly confirmedServerTime: string | null;
    /** As its sender called it; null also where nobody proved who that is. */
    readonly originalName: string | null;
  };
};

export type TransferProgress = {
  readonly id: string;
  readonly bytesMoved: number;
  readonly progress: number | null;
  readonly timeLeft: number | null;
};

import type { TransferReason } from '../../../shared/transfer.ts';
import type { Acknowledgement } from '../../protocol/acknowledgement.ts';
import type { TransferMetadata } from '../../protocol/transfer-metadata.ts';
import { type EventName, type EventValues, type TransferEvent, withEvent } from './transfer-event.ts';
import {
  type IncomingEvent,
  type IncomingState,
  nextState,
  type OutgoingEvent,
  type OutgoingState,
} from './transfer-state.ts';

type Common = {
  /** Row of the transfer log; stays when a send starts anew under another transfer ID. */
  readonly id: string;
  readonly transferId: string;
  readonly ownDestination: string;
  readonly peerLabel: string | null;
  readonly reason: TransferReason | null;
  /** What happened, in its order; the state and the timeline follow from it. */
  readonly events: readonly TransferEvent[];
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly finishedAt: number | null;
  readonly unread: boolean;
  /** Taken off the list by the person; kept for protocol.md section 8, row 6. */
  readonly removed: boolean;
  readonly metadata: TransferMetadata | null;
  readonly acknowledgement: Acknowledgement | null;
  /** Broker time of the record that decided: `data-` when received, `ack-` when sent. */
  readonly brokerTime: number | null;
  /** Broker time of the letter that went out: `data-` when sent, `ack-` when received. Rows of an earlier version lack it. */
  readonly publishedBrokerTime?: number | null;
};

export type OutgoingRecord = Common & {
  readonly direction: 'sent';
  readonly state: OutgoingState;
  readonly recipient: string;
  readonly path: string;
  readonly documentName: string;
  readonly documentSize: number;
  /**
   * When the document was written last, as the person chose it, in milliseconds since 1970: another one is not
   * sent unasked. Null where the person asked for it as it is; rows of an earlier version lack it.
   */
  readonly documentTime?: number | null;
  readonly sealedBytes: number;
  /** Refused, and sent again as another transfer: once is enough. */
  readonly sentAgain: boolean;
};

export type IncomingRecord = Common & {
  readonly direction: 'received';
  readonly state: IncomingState;
  readonly metadata: TransferMetadata;
  /** SHA-256 of the signed statement, hex: tells a copy from another statement (row 6). */
  readonly statementHash: string;
  /** False while `sender` is only claimed. */
  readonly verified: boolean;
  /** Where the record of `data-` stands. */
  readonly topic: string;
  readonly offset: string;
  /** What that record says; rows of an earlier version lack it. */
  readonly digest?: string;
  readonly judgedAt: number;
  /** Final name, journaled before the move (row 11). */
  readonly path: string | null;
  readonly sealedBytes: number;
};

export type TransferRecord = OutgoingRecord | IncomingRecord;

/** The events that mean something for a record. */
export type EventOf<R extends TransferRecord> = R extends IncomingRecord ? IncomingEvent : OutgoingEvent;

/**
 * The record once something has happened: in its next state, with the event in its history.
 * @param at in milliseconds @throws where the event means nothing in the present state
 */
export const happened = <R extends TransferRecord>(
  record: R,
  event: EventOf<R>,
  at: number,
  values: EventValues = {},
): R => ({ ...noted(record, event, at, values), state: nextState(record, event) });

/** The record with one event more that leaves its state as it is. */
export const noted = <R extends TransferRecord>(
  record: R,
  event: EventName,
  at: number,
  values: EventValues = {},
): R => ({ ...record, events: withEvent(record.events, { event, at, ...values }) });

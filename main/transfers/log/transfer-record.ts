import type { Obstacle } from '../../../shared/obstacle.ts';
import type { TransferReason, TransferStep, TransferStepName } from '../../../shared/transfer.ts';
import type { Acknowledgement } from '../../protocol/acknowledgement.ts';
import type { TransferMetadata } from '../../protocol/transfer-metadata.ts';
import type { IncomingState, OutgoingState } from './transfer-state.ts';

type Common = {
  /** Row of the transfer log; stays when a send starts anew under another transfer ID. */
  readonly id: string;
  readonly transferId: string;
  readonly ownDestination: string;
  readonly peerLabel: string | null;
  readonly reason: TransferReason | null;
  readonly steps: readonly TransferStep[];
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
  /** What keeps this computer from taking it; rows of earlier versions have no such field. */
  readonly waitingFor?: Obstacle | null;
};

export type TransferRecord = OutgoingRecord | IncomingRecord;

export const isUnfinished = (record: TransferRecord): boolean => record.finishedAt === null;

/** Sets one step and keeps the order of the others; a step that is new goes to its place at the end. */
export function withStep(
  steps: readonly TransferStep[],
  name: TransferStepName,
  change: Partial<Omit<TransferStep, 'name'>>,
): readonly TransferStep[] {
  return steps.map((step) => (step.name === name ? { ...step, ...change } : step));
}

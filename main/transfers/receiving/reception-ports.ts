import type { ClockCheck } from '../clock/clock-check.ts';
import type { Acknowledger } from '../letters/acknowledge.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { Clock, DocumentStore, MessageBus, Pipeline, ShardStore } from '../ports.ts';
import type { Saver } from './save-document.ts';

/** What a reception works with. */
export type ReceptionPorts = {
  readonly bus: MessageBus;
  readonly pipeline: Pipeline;
  readonly documents: DocumentStore;
  readonly shards: ShardStore;
  readonly log: TransferLog;
  readonly clock: Clock;
  readonly clockCheck: Pick<ClockCheck, 'serverNow'>;
  readonly acknowledger: Acknowledger;
  readonly saver: Saver;
};

export type ReceptionStart = {
  readonly id: string;
  readonly transferId: string;
  /** `subkey(K, "shards")`: of K nothing else is held on to. */
  readonly shardsKey: Buffer;
  /** Row 6: a copy asked for the judgement, so an equal outcome is told again. */
  readonly isCopy: boolean;
  readonly isOpened: boolean;
};

import type { Obstacle } from '../../../shared/obstacle.ts';
import type { TransferStepName } from '../../../shared/transfer.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import type { Clock } from '../ports.ts';
import type { Refusal } from './incoming-work.ts';

/** The step of the timeline that waits: what is kept from the folder was complete, or would be. */
const stepOf = ({ place }: Obstacle): TransferStepName =>
  place === 'received-folder' ? 'saved' : 'complete';

/** The record, telling the person here what this computer lacks. */
export function withObstacle(log: TransferLog, record: IncomingRecord, obstacle: Obstacle): IncomingRecord {
  const clean = withoutObstacle(log, record);
  const waiting = log.step(clean, stepOf(obstacle), { state: 'waiting' });
  return { ...waiting, waitingFor: obstacle };
}

/** The record once this computer lacks nothing any more. */
export function withoutObstacle(log: TransferLog, record: IncomingRecord): IncomingRecord {
  const { waitingFor } = record;
  if (!waitingFor) return record;
  return {
    ...log.step(record, stepOf(waitingFor), { state: 'not-done', at: null, proof: [] }),
    waitingFor: null,
  };
}

export const isSameObstacle = (a: Obstacle | null | undefined, b: Obstacle): boolean =>
  a?.place === b.place && a.cause === b.cause;

/** The record with the step that failed for good. */
export function withFailure(log: TransferLog, record: IncomingRecord, reason: Refusal): IncomingRecord {
  const step =
    reason === 'incomplete' ? 'pieces-arriving' : reason === 'hash-mismatch' ? 'complete' : 'saved';
  const proof = [{ caption: 'reason', value: reason }] as const;
  return log.step(withoutObstacle(log, record), step, { state: 'failed', proof });
}

/** Waiting for its shards again, as on the first day. */
export const judgedAgain = (log: TransferLog, record: IncomingRecord, clock: Clock): IncomingRecord =>
  log.advance(withoutObstacle(log, record), 'judge-again', { judgedAt: clock.now(), finishedAt: null });

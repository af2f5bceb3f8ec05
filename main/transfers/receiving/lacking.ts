import type { Obstacle } from '../../../shared/obstacle.ts';
import { obstacleOf, withoutObstacle } from '../log/transfer-event.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';

/** Tells the person what this computer lacks. @param isOpened the document only has to be moved into its folder */
export function tellLacking(
  log: TransferLog,
  record: IncomingRecord,
  obstacle: Obstacle,
  isOpened: boolean,
): void {
  const before = obstacleOf(record.events);
  if (before?.place === obstacle.place && before.cause === obstacle.cause) return;
  log.put(log.noted(record, 'obstacle', { ...obstacle, isOpened }));
}

/** The record once this computer lacks nothing any more. */
export const unobstructed = (record: IncomingRecord): IncomingRecord => ({
  ...record,
  events: withoutObstacle(record.events),
});

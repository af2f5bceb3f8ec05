import type { Obstacle } from '../../../shared/obstacle.ts';
import { obstacleOf, withoutObstacle } from '../log/transfer-event.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';

/**
 * The record, telling the person here what this computer lacks.
 * @param isOpened the document stands opened, and only has to be moved into its folder
 */
export const obstructed = (
  log: TransferLog,
  record: IncomingRecord,
  obstacle: Obstacle,
  isOpened: boolean,
): IncomingRecord => log.noted(record, 'obstacle', { ...obstacle, isOpened });

/** The record once this computer lacks nothing any more. */
export const unobstructed = (record: IncomingRecord): IncomingRecord => ({
  ...record,
  events: withoutObstacle(record.events),
});

export function isObstructedBy({ events }: IncomingRecord, obstacle: Obstacle): boolean {
  const now = obstacleOf(events);
  return now?.place === obstacle.place && now.cause === obstacle.cause;
}

import type { Obstacle } from '../../../shared/obstacle.ts';
import type { TransferReason } from '../../../shared/transfer.ts';
import { HOLD_FOR } from '../../protocol/limits.ts';
import type { ClockCheck } from '../clock/clock-check.ts';
import type { Acknowledger } from '../letters/acknowledge.ts';
import { obstacleOf } from '../log/transfer-event.ts';
import type { TransferLog } from '../log/transfer-log.ts';
import type { IncomingRecord } from '../log/transfer-record.ts';
import type { Clock } from '../ports.ts';
import { unobstructed } from './lacking.ts';
import type { Refusal, Told } from './phases.ts';

type ServerClock = Pick<ClockCheck, 'serverNow'>;

/** Milliseconds in which what was missing may still come (protocol.md section 8, rows 8 and 9); by the server's time. */
export const timeLeft = ({ brokerTime }: IncomingRecord, clock: ServerClock): number =>
  (brokerTime ?? 0) + HOLD_FOR - clock.serverNow();

/** What can still come after a signed failure for this reason. */
export function hopeAfter(record: IncomingRecord, reason: TransferReason | null, clock: ServerClock): Told {
  if (timeLeft(record, clock) <= 0) return 'refused';
  return reason === 'incomplete' ? 'hopes-for-shards' : reason === 'storage' ? 'hopes-for-room' : 'refused';
}

type Ports = {
  readonly log: TransferLog;
  readonly clock: Clock;
  readonly clockCheck: ServerClock;
  readonly acknowledger: Acknowledger;
};

/**
 * Tells the sender why the document is refused. What this computer lacks stays told to the person as long as
 * it may still come.
 * @param isCopy a copy asked for the judgement: an equal outcome is told again
 */
export function refuse(
  { log, clock, clockCheck, acknowledger }: Ports,
  record: IncomingRecord,
  reason: Refusal,
  lacking: (Obstacle & { readonly isOpened: boolean }) | null,
  isCopy: boolean,
): Told {
  const hope = hopeAfter(record, reason, clockCheck);
  const standing = record.state === 'saving' ? log.happened(record, 'judge-again') : record;
  const isOpened = lacking?.isOpened ?? false;
  const refused = log.happened(unobstructed(standing), 'refuse', { reason, isOpened });
  const told = lacking && hope !== 'refused' ? log.noted(refused, 'obstacle', lacking) : refused;
  acknowledger.refused({ ...told, path: null, reason, judgedAt: clock.now() }, isCopy);
  return hope;
}

/** It stays refused: nothing is waited for on this computer. */
export function giveUp(log: TransferLog, record: IncomingRecord): void {
  const isRefused = record.state === 'refusing' || record.state === 'refused';
  if (isRefused && obstacleOf(record.events)) log.put(unobstructed(record));
}

import type { Leg, LegName } from '../../../shared/transfer.ts';
import { HOLD_FOR } from '../../protocol/limits.ts';
import { availableUntil, isOverdue, removedAt } from './timeline.ts';
import { lastOf, obstacleOf, type TransferEvent } from './transfer-event.ts';
import type { IncomingRecord, OutgoingRecord, TransferRecord } from './transfer-record.ts';

/** What only the moment tells. Times are milliseconds since 1970. */
export type Moment = {
  readonly now: number;
  readonly isConnected: boolean;
  /** Since when there is no connection; null while there is one, and where that is not known. */
  readonly offlineSince: number | null;
  readonly clockBlocks: boolean;
  /** Since when the drive of the journal takes nothing; null while it does. */
  readonly driveFailsSince: number | null;
  /** R of the recipient's inbox; null where it is not known. */
  readonly retention: number | null;
};

/** Where a transfer stands that is not finished, since when, and how long that can last; null where it is finished. */
export function legOf(record: TransferRecord, moment: Moment): Leg | null {
  const own = record.direction === 'sent' ? legOfSent(record, moment) : legOfReceived(record, moment);
  // No step is taken that cannot be journaled.
  const isHeldUp =
    own !== null && moment.driveFailsSince !== null && onTheirWay.has(record.state) && steps.has(own.name);
  return isHeldUp ? leg('own-disk', Math.max(own.since, moment.driveFailsSince ?? 0)) : own;
}

/** Whether there is a connection, a right clock and a drive changes what is said of them. */
export const onTheirWay: ReadonlySet<string> = new Set([
  ...['queued', 'sealing', 'dispatching', 'collecting', 'assembling', 'saving', 'confirming', 'refusing'],
]);

/** Where this computer takes the next step by itself. */
const steps: ReadonlySet<LegName> = new Set(['own-turn', 'under-way', 'pieces']);

const leg = (name: LegName, since: number, until: number | null = null): Leg => ({
  name,
  since,
  until: until === null || !Number.isFinite(until) ? null : until,
});

/** It waits for the connection since that is gone, or since it needs one. */
const withoutConnection = (entered: number, { offlineSince }: Moment): Leg =>
  leg('own-connection', Math.max(entered, offlineSince ?? 0));

function legOfSent(record: OutgoingRecord, moment: Moment): Leg | null {
  const { state, events, updatedAt, createdAt } = record;
  const at = (name: TransferEvent['event']): number => lastOf(events, name)?.at ?? createdAt;
  switch (state) {
    case 'queued':
      if (moment.clockBlocks) return leg('own-clock', updatedAt);
      if (!moment.isConnected) return withoutConnection(updatedAt, moment);
      return leg(record.reason === null ? 'own-turn' : 'server', updatedAt);
    case 'sealing':
      return onItsWay(record, at('start'), moment);
    case 'dispatching':
      return onItsWay(record, at('sealed'), moment);
    case 'sent': {
      const until = availableUntil(record, moment.retention);
      const removed = removedAt(record);
      if (removed !== null) return leg('removed', removed);
      if (isOverdue(record, moment.now, moment.retention)) return leg('time-over', until ?? moment.now);
      return leg('their-app', lastOf(events, 'dispatched')?.serverTime ?? at('dispatched'), until);
    }
    case 'refused': {
      if (record.reason !== 'storage') return null;
      const until = (record.publishedBrokerTime ?? at('dispatched')) + HOLD_FOR;
      return moment.now < until ? leg('their-disk', at('acknowledged-failed'), until) : null;
    }
    default:
      return null;
  }
}

function onItsWay({ reason, updatedAt }: OutgoingRecord, entered: number, moment: Moment): Leg {
  if (!moment.isConnected) return withoutConnection(entered, moment);
  return reason === null ? leg('under-way', entered) : leg('server', updatedAt);
}

function legOfReceived(record: IncomingRecord, moment: Moment): Leg | null {
  const { state, events, reason, brokerTime, createdAt } = record;
  const at = (name: TransferEvent['event']): number => lastOf(events, name)?.at ?? createdAt;
  const until = (brokerTime ?? createdAt) + HOLD_FOR;
  if (obstacleOf(events)) return leg('own-disk', at('obstacle'), until);
  switch (state) {
    case 'held': {
      const since = events.find(({ event }) => event === 'hold')?.at ?? createdAt;
      return leg('directory', since, since + HOLD_FOR);
    }
    case 'collecting':
      return leg('pieces', at('verified'));
    case 'assembling':
    case 'saving':
      return leg('under-way', at('complete'));
    case 'confirming':
    case 'refusing':
      return legOfAnswer(events, moment) ?? legOfLate(reason, at('refuse'), until, moment.now);
    case 'refused':
      return legOfLate(reason, at('refuse'), until, moment.now);
    default:
      return null;
  }
}

/** The answer to the sender is on its way to the server, or waits for what it needs. */
function legOfAnswer(events: readonly TransferEvent[], moment: Moment): Leg | null {
  const waits = lastOf(events, 'answer-waits');
  if (waits) return leg(moment.clockBlocks ? 'own-clock' : 'own-certificate', waits.at);
  const signed = lastOf(events, 'answer-signed');
  if (!signed) return null;
  return moment.isConnected ? leg('under-way', signed.at) : withoutConnection(signed.at, moment);
}

/** The sender was told that pieces are missing; they are taken when they still come. */
const legOfLate = (reason: string | null, since: number, until: number, now: number): Leg | null =>
  reason === 'incomplete' && now < until ? leg('pieces', since, until) : null;

import type { Obstacle } from '../../../shared/obstacle.ts';
import type { StepProof, TransferStep, TransferStepName } from '../../../shared/transfer.ts';
import { parseTime } from '../../protocol/time.ts';
import type {
  EventName,
  EventValues,
  IncomingRecord,
  OutgoingRecord,
  TransferEvent,
} from '../../transfers/ports.ts';

type Old<R> = Omit<R, 'events'> & {
  readonly steps: readonly TransferStep[];
  readonly waitingFor?: Obstacle | null | undefined;
};
/** A record of version 1: it kept the steps of its timeline, and no events. */
export type StepRecord = Old<OutgoingRecord> | Old<IncomingRecord>;

/** What must have happened for a record of version 1 to look as it does. */
export function eventsOfSteps(record: StepRecord): readonly TransferEvent[] {
  const events = record.direction === 'sent' ? sent(record) : received(record);
  return events.filter((one) => one !== null);
}

type Found = TransferEvent | null;

const stepOf = ({ steps }: StepRecord, name: TransferStepName): TransferStep | null =>
  steps.find((step) => step.name === name) ?? null;

/** An event at the time of a step in this state; null where the step is in another one. */
function when(
  record: StepRecord,
  name: TransferStepName,
  state: TransferStep['state'],
  event: EventName,
  values: EventValues = {},
): Found {
  const step = stepOf(record, name);
  return step?.state === state && step.at !== null ? { event, at: step.at, ...values } : null;
}

const proofOf = (record: StepRecord, name: TransferStepName, caption: StepProof['caption']): string | null =>
  stepOf(record, name)?.proof.find((proof) => proof.caption === caption)?.value ?? null;

/** Broker time of the letter, in milliseconds; null where the step does not say. */
function serverTimeOf(record: StepRecord, name: TransferStepName): number | null {
  const said = proofOf(record, name, 'server-time');
  return said === null ? null : parseTime(said);
}

function sent(record: Old<OutgoingRecord>): readonly Found[] {
  const { createdAt, updatedAt, finishedAt, state, acknowledgement } = record;
  const end = finishedAt ?? updatedAt;
  const sealed = when(record, 'signed', 'done', 'sealed');
  const begun = state === 'sealing' || sealed !== null;
  const failedStep = (['encrypted', 'pieces-sent', 'dispatched'] as const).find(
    (name) => stepOf(record, name)?.state === 'failed',
  );
  const started = when(record, 'encrypted', 'running', 'start') ?? { event: 'start', at: createdAt };
  const isAnswered = state === 'delivered' || state === 'refused';
  const answer = acknowledgement?.status === 'failed' ? 'acknowledged-failed' : 'acknowledged-received';
  const serverTime = serverTimeOf(record, 'dispatched');
  return [
    { event: 'queued', at: createdAt },
    begun || failedStep ? started : null,
    sealed,
    when(record, 'dispatched', 'done', 'dispatched', { serverTime }),
    state === 'failed' ? { event: 'fail', at: end, step: failedStep ?? 'encrypted' } : null,
    state === 'cancelled' ? { event: 'cancel', at: end } : null,
    isAnswered ? { event: answer, at: stepOf(record, 'confirmed')?.at ?? end } : null,
  ];
}

function received(record: Old<IncomingRecord>): readonly Found[] {
  const { state, reason, waitingFor, createdAt, updatedAt, finishedAt, path } = record;
  const end = finishedAt ?? updatedAt;
  const file = proofOf(record, 'saved', 'file') ?? path ?? '';
  const isTold = state === 'refusing' || state === 'refused';
  const isSaved = state === 'confirming' || state === 'received';
  const [arrived, complete] = [stepOf(record, 'pieces-arriving'), stepOf(record, 'complete')];
  const wasOpened = reason === 'storage' && complete?.state === 'done';
  const goesOn = state === 'assembling' || state === 'saving' || isSaved || reason === 'hash-mismatch';
  const refusedAt = record.steps.find((step) => step.state === 'failed')?.at ?? record.judgedAt;
  const obstacle = waitingFor && {
    event: 'obstacle' as const,
    at: record.steps.find((step) => step.state === 'waiting')?.at ?? updatedAt,
    ...{ place: waitingFor.place, cause: waitingFor.cause, isOpened: complete?.state === 'done' },
  };
  return [
    { event: 'hold', at: stepOf(record, 'opened')?.at ?? createdAt },
    when(record, 'signature-matches', 'done', 'verified', {
      issuer: proofOf(record, 'signature-matches', 'issuer') ?? '',
      serverTime: serverTimeOf(record, 'signature-matches') ?? record.brokerTime,
    }),
    goesOn ? { event: 'complete', at: arrived?.at ?? end } : null,
    state === 'saving' || isSaved ? { event: 'opened', at: complete?.at ?? end } : null,
    isSaved ? { event: 'saved', at: stepOf(record, 'saved')?.at ?? end, file } : null,
    isTold ? { event: 'refuse', at: refusedAt, reason: reason ?? '', isOpened: wasOpened } : null,
    obstacle ?? null,
    when(record, 'confirmation-sent', 'waiting', 'answer-waits'),
    state === 'received' || state === 'refused'
      ? when(record, 'confirmation-sent', 'done', 'acknowledged')
      : when(record, 'confirmation-sent', 'running', 'answer-signed'),
    state === 'quarantined' ? { event: 'quarantine', at: end } : null,
  ];
}

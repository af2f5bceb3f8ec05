import type {
  ReceivedStep,
  SentStep,
  StepProof,
  TransferStep,
  TransferStepName,
} from '../../../shared/transfer.ts';
import { formatTime } from '../../protocol/time.ts';
import { lastOf, type TransferEvent } from './transfer-event.ts';
import type { IncomingRecord, OutgoingRecord, TransferRecord } from './transfer-record.ts';
import { isFinished } from './transfer-state.ts';

/** The timeline that the page shows, derived from what happened. Every step is there, in its order. */
export function timelineOf(record: TransferRecord): readonly TransferStep[] {
  const steps = record.direction === 'sent' ? sentSteps(record) : receivedSteps(record);
  if (!isFinished(record.state)) return steps;
  // Nothing of what has ended is under way: a step that was running when it ended was not done.
  return steps.map((step) => (step.state === 'running' ? notDone(step.name) : step));
}

/**
 * Kafka had it for R, or has it no more, and no acknowledgement came: the sender calls it unconfirmed
 * (protocol.md 6.3).
 */
export const isOverdue = (record: TransferRecord, now: number, retention: number | null): boolean =>
  removedAt(record) !== null || now > (availableUntil(record, retention) ?? Number.POSITIVE_INFINITY);

/**
 * Until when the server keeps an unconfirmed document at least, in milliseconds since 1970; null where that is not
 * known. Infinity where it never ends.
 * @param retention R of the recipient's inbox, in milliseconds
 */
export function availableUntil({ state, events }: TransferRecord, retention: number | null): number | null {
  const dispatched = lastOf(events, 'dispatched');
  if (state !== 'sent' || !dispatched || retention === null) return null;
  return (dispatched.serverTime ?? dispatched.at) + retention;
}

/** When it was found that the server does not have an unconfirmed document any more, or null. */
export const removedAt = ({ state, events }: TransferRecord): number | null =>
  state === 'sent' ? (lastOf(events, 'removed-from-server')?.at ?? null) : null;

/** A timeline of a document that arrives and of which only pieces are known. @param at when the first came */
export const arrivingTimeline = (at: number): readonly TransferStep[] => [
  { name: 'pieces-arriving', state: 'running', at, proof: [] },
  ...(['opened', 'signature-matches', 'complete', 'saved', 'confirmation-sent'] as const).map(notDone),
];

/** Whether the answer to the sender waits until it can be signed. */
export const answerWaits = ({ events }: IncomingRecord): boolean => lastOf(events, 'answer-waits') !== null;

type Named<Name extends TransferStepName> = TransferStep & { readonly name: Name };

const notDone = (name: TransferStepName): TransferStep => ({ name, state: 'not-done', at: null, proof: [] });

/** A step in the first of these states that has an event; else it was not done. */
function step<Name extends TransferStepName>(
  name: Name,
  ...states: readonly (
    | readonly [TransferStep['state'], Pick<TransferEvent, 'at'> | null, (readonly StepProof[])?]
    | false
  )[]
): Named<Name> {
  for (const one of states) {
    if (!one) continue;
    const [state, event, proof = []] = one;
    if (event) return { name, state, at: event.at, proof };
  }
  return { name, state: 'not-done', at: null, proof: [] };
}

const serverTime = (at: number | null | undefined): readonly StepProof[] =>
  at === null || at === undefined ? [] : [{ caption: 'server-time', value: formatTime(at) }];

function sentSteps({
  events,
  metadata,
  acknowledgement,
  brokerTime,
  sealedBytes,
}: OutgoingRecord): readonly Named<SentStep>[] {
  const of = (name: TransferEvent['event']): TransferEvent | null => lastOf(events, name);
  const start = of('start');
  const sealed = of('sealed');
  const dispatched = of('dispatched');
  const answer = of('acknowledged-received') ?? of('acknowledged-failed');
  // What was called failed reached the recipient all the same.
  const failed = answer ? null : of('fail');
  const failedAt = (name: TransferEvent['step']): TransferEvent | null =>
    failed?.step === name ? failed : null;
  return [
    step(
      'encrypted',
      ['failed', failedAt('encrypted')],
      ['done', sealed, metadata ? [{ caption: 'certificate', value: metadata.recipientCertificate }] : []],
      ['running', start],
    ),
    step(
      'pieces-sent',
      ['failed', failedAt('pieces-sent')],
      [
        'done',
        sealed,
        [
          { caption: 'pieces', value: String(metadata?.shardCount ?? '') },
          { caption: 'bytes', value: String(sealedBytes) },
        ],
      ],
      ['running', start],
    ),
    step('fingerprint-made', [
      'done',
      sealed,
      [{ caption: 'document-hash', value: metadata?.documentHash ?? '' }],
    ]),
    step('signed', [
      'done',
      sealed,
      [
        { caption: 'transfer-hash', value: metadata?.transferHash ?? '' },
        { caption: 'signature', value: metadata?.signature ?? '' },
        { caption: 'signed-at', value: metadata?.timestamp ?? '' },
      ],
    ]),
    step(
      'dispatched',
      ['failed', failedAt('dispatched')],
      ['done', dispatched, serverTime(dispatched?.serverTime)],
      // The recipient can be faster than our own note that Kafka has it.
      ['done', answer],
      ['running', sealed],
    ),
    step(
      'confirmed',
      [
        answer?.event === 'acknowledged-received' ? 'done' : 'failed',
        answer,
        acknowledgement
          ? [
              { caption: 'status', value: acknowledgement.status },
              ...(acknowledgement.status === 'failed'
                ? [{ caption: 'reason', value: acknowledgement.reason } as const]
                : []),
              { caption: 'acknowledged-at', value: acknowledgement.acknowledgedAt },
              ...serverTime(brokerTime),
              { caption: 'certificate', value: acknowledgement.recipientCertificate },
              { caption: 'signature', value: acknowledgement.signature },
            ]
          : [],
      ],
      ['waiting', dispatched],
    ),
  ];
}

function receivedSteps({
  events,
  metadata,
  acknowledgement,
  publishedBrokerTime,
}: IncomingRecord): readonly Named<ReceivedStep>[] {
  const of = (name: TransferEvent['event']): TransferEvent | null => lastOf(events, name);
  const held = of('hold');
  const verified = of('verified');
  const complete = of('complete');
  const opened = of('opened');
  // What stands in the folder from before was saved before, and is the signed document by its fingerprint.
  const found = of('found');
  const saved = of('saved') ?? found;
  const obstacle = of('obstacle');
  const told = of('refuse');
  const isOpened = [obstacle, told].find((event) => event?.isOpened === true) ?? null;
  // While something can still come of it, what is waited for is shown, and not the failure that was told.
  const refused = obstacle ? null : told;
  const refusedFor = (...reasons: readonly string[]): TransferEvent | null =>
    refused && reasons.includes(refused.reason ?? '') ? refused : null;
  const why = [{ caption: 'reason', value: refused?.reason ?? '' }] as const;
  const documentHash = [{ caption: 'document-hash', value: metadata.documentHash }] as const;
  const answered = of('acknowledged');
  return [
    step(
      'pieces-arriving',
      ['failed', refusedFor('incomplete'), why],
      ['done', complete ?? isOpened, [{ caption: 'pieces', value: String(metadata.shardCount) }]],
      ['done', found],
    ),
    step('opened', ['done', held]),
    step(
      'signature-matches',
      ['failed', of('quarantine')],
      [
        'done',
        verified,
        [
          { caption: 'certificate', value: metadata.senderCertificate },
          { caption: 'issuer', value: verified?.issuer ?? '' },
          { caption: 'transfer-hash', value: metadata.transferHash },
          { caption: 'signature', value: metadata.signature },
          { caption: 'signed-at', value: metadata.timestamp },
          ...serverTime(verified?.serverTime),
        ],
      ],
      ['waiting', held],
    ),
    step(
      'complete',
      ['failed', refusedFor('hash-mismatch'), why],
      obstacle?.place === 'own-drive' && ['waiting', obstacle],
      ['done', opened ?? isOpened ?? found, documentHash],
      ['running', complete],
    ),
    step(
      'saved',
      ['failed', refusedFor('storage', 'policy'), why],
      obstacle?.place === 'received-folder' && ['waiting', obstacle],
      ['done', saved, [{ caption: 'file', value: saved?.file ?? '' }]],
      ['running', opened],
    ),
    step(
      'confirmation-sent',
      [
        'done',
        answered,
        [
          { caption: 'status', value: acknowledgement?.status ?? '' },
          { caption: 'acknowledged-at', value: acknowledgement?.acknowledgedAt ?? '' },
          ...serverTime(publishedBrokerTime),
          { caption: 'signature', value: acknowledgement?.signature ?? '' },
        ],
      ],
      ['waiting', of('answer-waits')],
      ['running', of('answer-signed') ?? saved],
    ),
  ];
}

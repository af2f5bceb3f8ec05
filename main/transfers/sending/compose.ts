import type { Preflight, SendFailure } from '../../../shared/failures.ts';
import { failed, ok, type Result } from '../../../shared/result.ts';
import type { TransferReason } from '../../../shared/transfer.ts';
import { isDestination } from '../../protocol/destination.ts';
import type { OutgoingRecord } from '../log/transfer-record.ts';
import type { Mailboxes } from '../mailbox.ts';
import type { IdRegistry, InboxLimits, MessageBus, OfferedFile } from '../ports.ts';
import type { NewTransfer } from './new-outgoing.ts';
import { checkRecipient, ownReadiness } from './readiness.ts';

export type Compose = {
  /** The own address that is sent from. */
  readonly from: string;
  readonly recipients: readonly string[];
  readonly documents: readonly string[];
};

type Parts = {
  readonly engine: {
    readonly bus: MessageBus;
    readonly registry: IdRegistry;
    readonly mailboxes: Mailboxes;
    readonly clockCheck: { readonly isWrong: boolean };
    readonly recipientInboxes: { askLimits(destination: string): Promise<InboxLimits | null> };
    readonly sender: { queue(transfers: readonly NewTransfer[]): readonly OutgoingRecord[] };
  } | null;
  /** The keys cannot be used: the keychain is locked, or nobody is set up. */
  readonly isLocked: () => boolean;
  readonly offers: { look(token: string): Promise<OfferedFile> };
};

/** The three checks before Send is enabled. */
export async function preflight(
  { from, recipients, documents }: Compose,
  { engine, offers }: Parts,
): Promise<Preflight> {
  const own = engine
    ? ownReadiness(engine.mailboxes.of(from), engine.registry)
    : ({ ready: false, reason: 'own-address-not-ready' } as const);
  const isClockWrong = engine?.clockCheck.isWrong ?? false;
  return {
    own: own.ready ? { state: 'ok', reason: null } : whyNotOwn(own.reason, isClockWrong),
    recipients: await Promise.all(
      recipients.map(async (destination) => {
        if (!isDestination(destination)) {
          const unknown = { state: 'failed', reason: 'recipient-unknown', keeps: null } as const;
          return { destination, label: null, ...unknown };
        }
        // Without an own address nobody can be asked; that is said once, of the own address.
        if (!engine) {
          return { destination, label: null, state: 'waiting' as const, reason: null, keeps: null };
        }
        const [check, keeps] = await Promise.all([
          checkRecipient(destination, engine.registry, engine.bus, isClockWrong),
          engine.recipientInboxes.askLimits(destination),
        ]);
        return { destination, ...check, keeps };
      }),
    ),
    documents: await Promise.all(
      documents.map(async (token) => {
        const file = await offers.look(token);
        return { token, state: file.state, reason: file.state === 'ok' ? null : file.reason };
      }),
    ),
  };
}

/** With a wrong clock nobody can say whether the own certificate is valid now: what is sent waits for that. */
const whyNotOwn = (reason: TransferReason, isClockWrong: boolean): Preflight['own'] =>
  isClockWrong && reason === 'own-certificate-invalid'
    ? { state: 'waiting', reason: 'clock-wrong' }
    : { state: 'failed', reason };

/** One transfer for each recipient and document, all of them or none. */
export async function queueAll(
  { from, recipients, documents }: Compose,
  { engine, isLocked, offers }: Parts,
): Promise<Result<readonly OutgoingRecord[], SendFailure>> {
  if (isLocked()) return failed({ kind: 'keychain-locked' });
  if (!engine) return failed({ kind: 'own-address-not-ready' });
  const own = ownReadiness(engine.mailboxes.of(from), engine.registry);
  if (!own.ready && whyNotOwn(own.reason, engine.clockCheck.isWrong).state === 'failed')
    return failed({ kind: 'own-address-not-ready' });
  const invalid = recipients.find((recipient) => !isDestination(recipient));
  if (invalid !== undefined) return failed({ kind: 'recipient-invalid', recipient: invalid });
  const files: Extract<OfferedFile, { state: 'ok' }>[] = [];
  for (const token of documents) {
    const file = await offers.look(token);
    if (file.state !== 'ok') return failed({ kind: 'document-unusable', token, reason: file.reason });
    files.push(file);
  }
  const transfers = recipients.flatMap((recipient) => {
    const verdict = engine.registry.newest(recipient);
    const recipientLabel = verdict.kind === 'valid' ? verdict.leaf.label : null;
    return files.map(({ path, name, size, time }): NewTransfer => {
      const document = { path, documentName: name, documentSize: size, documentTime: time };
      return { from, recipient, recipientLabel, ...document };
    });
  });
  return ok(engine.sender.queue(transfers));
}

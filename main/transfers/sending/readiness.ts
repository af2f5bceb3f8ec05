import type { CheckState } from '../../../shared/failures.ts';
import type { TransferReason } from '../../../shared/transfer.ts';
import type { TransferMetadata } from '../../protocol/transfer-metadata.ts';
import type { Mailbox } from '../mailbox.ts';
import {
  type CertificateVerdict,
  type IdRegistry,
  isTemporary,
  type Leaf,
  type MessageBus,
} from '../ports.ts';

export type Readiness =
  | { readonly ready: true; readonly leaf: Leaf }
  | { readonly ready: false; readonly reason: TransferReason };

/** The newest certificate of an own address, where this installation owns it (protocol.md section 1 and 7.2). */
export function ownReadiness(mailbox: Mailbox | null, registry: Pick<IdRegistry, 'newest'>): Readiness {
  if (!mailbox) return { ready: false, reason: 'own-address-not-ready' };
  const verdict = registry.newest(mailbox.destination);
  if (verdict.kind !== 'valid') return { ready: false, reason: 'own-certificate-invalid' };
  if (!mailbox.kids.includes(verdict.leaf.kid)) return { ready: false, reason: 'own-address-not-ready' };
  return { ready: true, leaf: verdict.leaf };
}

/** Why one of the certificates of a transfer is not valid now, or null. What cannot be judged is not valid either. */
export function whyNotValidNow(
  certificates: Pick<TransferMetadata, 'sender' | 'senderCertificate' | 'recipient' | 'recipientCertificate'>,
  registry: IdRegistry,
  now: number,
): TransferReason | null {
  const { sender, senderCertificate, recipient, recipientCertificate } = certificates;
  if (registry.judge(recipient, recipientCertificate, [now]).kind !== 'valid')
    return 'recipient-certificate-invalid';
  if (registry.judge(sender, senderCertificate, [now]).kind !== 'valid') return 'own-certificate-invalid';
  return null;
}

/** Whether a recipient has a valid certificate and an inbox (protocol.md section 1). @throws ConnectionLost */
export async function recipientReadiness(
  recipient: string,
  registry: IdRegistry,
  bus: MessageBus,
): Promise<Readiness> {
  const verdict = registry.newest(recipient);
  if (verdict.kind !== 'valid') return { ready: false, reason: reasonFor(verdict) };
  if (!(await bus.inboxExists(recipient))) return { ready: false, reason: 'recipient-not-ready' };
  return { ready: true, leaf: verdict.leaf };
}

const reasonFor = (verdict: Exclude<CertificateVerdict, { kind: 'valid' }>): TransferReason =>
  verdict.kind === 'cannot-be-judged' && verdict.why === 'unknown'
    ? 'recipient-unknown'
    : 'recipient-certificate-invalid';

/** The check as New transfer shows it: without a connection, or with a wrong clock, nobody can say. */
export async function checkRecipient(
  recipient: string,
  registry: IdRegistry,
  bus: MessageBus,
  isClockWrong: boolean,
): Promise<{ state: CheckState; reason: TransferReason | null; label: string | null }> {
  try {
    const readiness = await recipientReadiness(recipient, registry, bus);
    if (readiness.ready) return { state: 'ok', reason: null, label: readiness.leaf.label };
    // The copy of the directory may be older than the person: without a connection nobody can say.
    const isConnected = bus.state().kind === 'connected';
    if (!isConnected) return { state: 'waiting', reason: 'connection-lost', label: null };
    if (isClockWrong && readiness.reason === 'recipient-certificate-invalid')
      return { state: 'waiting', reason: 'clock-wrong', label: null };
    return { state: 'failed', reason: readiness.reason, label: null };
  } catch (error) {
    if (!isTemporary(error)) throw error;
    return { state: 'waiting', reason: 'connection-lost', label: null };
  }
}

/** What is said of a certificate "now". */
export const ofValidity: ReadonlySet<TransferReason> = new Set([
  'own-certificate-invalid',
  'recipient-certificate-invalid',
]);

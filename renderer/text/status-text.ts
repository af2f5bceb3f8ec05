import { assertNever } from '../../shared/assert-never.ts';
import { isEnding } from '../../shared/ending.ts';
import { formatSize } from '../../shared/format-size.ts';
import type { Transfer, TransferStatus } from '../../shared/transfer.ts';
import { firstName, formatClock, formatTimeLeft, formatWhen, possessive } from './format.ts';

export type Tone = 'proven' | 'open' | 'refused' | 'plain';
export type GlyphName =
  | 'done'
  | 'running'
  | 'waiting'
  | 'failed'
  | 'warning'
  | 'stopped'
  | 'incoming'
  | 'sending'
  | 'none';

export const peerLabel = (transfer: Transfer): string => transfer.peer?.label ?? 'Somebody';

/** The status words, exactly. */
export function statusWord(transfer: Transfer): string {
  const { status } = transfer;
  switch (status) {
    case 'preparing':
      return 'Preparing';
    case 'waiting-for-connection':
      return 'Waiting for connection';
    case 'waiting-for-clock':
      return 'Waiting for the clock';
    case 'sending':
      return transfer.progress === null ? 'Sending' : `Sending - ${Math.floor(transfer.progress * 100)} %`;
    case 'sent':
      return 'Sent, not confirmed yet';
    case 'delivered':
      return 'Delivered';
    case 'refused':
      if (isUnsaved(transfer)) return `Not saved by ${possessive(firstName(peerLabel(transfer)))} computer`;
      return transfer.direction === 'sent'
        ? `Refused by ${possessive(firstName(peerLabel(transfer)))} app`
        : 'Refused';
    case 'failed':
      return 'Could not send';
    case 'cancelled':
      return 'Cancelled';
    case 'incoming':
      return 'Incoming';
    case 'checking':
      return 'Checking';
    case 'received':
      return 'Received';
    case 'confirmation-pending':
      return 'Confirmation not sent yet';
    case 'incomplete':
      return 'Incomplete';
    case 'cannot-save':
      return 'Cannot be saved yet';
    default:
      return assertNever(status);
  }
}

/** The other side lacks room, for now: no check of it failed. */
const isUnsaved = ({ direction, reason }: Transfer): boolean => direction === 'sent' && reason === 'storage';

const looks: Readonly<Record<TransferStatus, readonly [GlyphName, Tone]>> = {
  preparing: ['running', 'plain'],
  'waiting-for-connection': ['waiting', 'open'],
  'waiting-for-clock': ['waiting', 'open'],
  sending: ['sending', 'plain'],
  sent: ['waiting', 'open'],
  delivered: ['done', 'proven'],
  refused: ['failed', 'refused'],
  failed: ['warning', 'refused'],
  cancelled: ['stopped', 'plain'],
  incoming: ['incoming', 'plain'],
  checking: ['running', 'plain'],
  received: ['done', 'proven'],
  'confirmation-pending': ['waiting', 'open'],
  incomplete: ['warning', 'refused'],
  'cannot-save': ['warning', 'open'],
};
export const statusLook = (status: TransferStatus): readonly [GlyphName, Tone] => looks[status];

/** What was signed and published is sent as another transfer; anything else is tried again as it is. */
export const retryLabel = ({ status }: Transfer): string => (status === 'sent' ? 'Send again' : 'Retry');

/** One sentence under the verdict. */
export function statusSentence(transfer: Transfer, now: number): string {
  const name = firstName(peerLabel(transfer));
  const { status } = transfer;
  const finished = transfer.finishedAt ?? transfer.updatedAt;
  switch (status) {
    case 'preparing':
      if (transfer.leg?.name === 'server') return `The server takes nothing for ${name} now.`;
      if (transfer.leg?.name === 'own-disk') return 'It is kept here until the disk takes something again.';
      return 'The document is being checked and encrypted.';
    case 'waiting-for-connection':
      return 'It is kept here and is sent when you are connected.';
    case 'waiting-for-clock':
      return "This computer's clock is wrong, and the time is part of what you sign. It goes on by itself when the clock is right.";
    case 'sending':
      return sendingSentence(transfer, name);
    case 'sent':
      if (transfer.overdue) return unconfirmedSentence(transfer, name);
      if (isEnding(transfer, now))
        return `${name} may be offline. The server keeps it for a short time only.`;
      return now - transfer.updatedAt > 24 * 3_600_000
        ? `${name} may be offline. Nothing is lost.`
        : `Everything is on the server. ${possessive(name)} app has not confirmed it yet.`;
    case 'delivered':
      return `${possessive(name)} app received and verified it ${formatWhen(finished, now)}.`;
    case 'refused':
      if (isUnsaved(transfer))
        return `${possessive(name)} computer could not save it. It does so by itself as soon as it can.`;
      if (transfer.reason === 'storage') return 'It could not be saved on this computer.';
      return transfer.direction === 'sent'
        ? `A check failed in ${possessive(name)} app. Nothing was saved there.`
        : 'A check failed; nothing was saved.';
    case 'failed':
      return 'Nothing was delivered.';
    case 'cancelled':
      return `${name} may have received encrypted pieces but never gets the key to open them.`;
    case 'incoming':
      return 'Pieces are arriving. The sender becomes known with the last one.';
    case 'checking':
      if (transfer.leg?.name === 'directory')
        return "Nobody can say yet whether the sender's certificate is valid.";
      if (transfer.leg?.name === 'pieces') return `Pieces of it are still on their way from ${name}.`;
      return 'The sender and the document are being verified.';
    case 'received':
      return transfer.isFound
        ? `In your folder from before. Verified again ${formatWhen(finished, now)}.`
        : `Verified and saved ${formatWhen(finished, now)}.`;
    case 'confirmation-pending':
      return `Verified and saved. ${name} is told as soon as it can be signed and sent.`;
    case 'incomplete':
      return 'Pieces are missing. If they still come, the document is received.';
    case 'cannot-save':
      return 'It is saved by itself as soon as this computer can, for three days after it was sent.';
    default:
      return assertNever(status);
  }
}

function unconfirmedSentence({ leg, retryable }: Transfer, name: string): string {
  const what =
    leg?.name === 'removed' ? 'The server has removed it' : 'The server kept it for as long as it does';
  return `${what}; no confirmation came. ${retryable ? `Ask ${name}, or send it again.` : 'You have sent it again.'}`;
}

function sendingSentence({ leg, progress, documentSize, timeLeft }: Transfer, name: string): string {
  if (leg?.name === 'server') return `The server takes nothing for ${name} now.`;
  if (leg?.name === 'own-disk') return 'It is kept here until the disk takes something again.';
  if (progress === null || documentSize === null) return `Encrypted for ${name}, piece by piece.`;
  const left = timeLeft === null ? '' : `, ${formatTimeLeft(timeLeft)}`;
  return `${formatSize(progress * documentSize)} of ${formatSize(documentSize)}${left}.`;
}

/** How the row reads aloud: status first. */
export const spokenTime = (at: number, now: number): string =>
  formatWhen(at, now).replace(' at ', ' ').replace(/^on /, '') || formatClock(at);

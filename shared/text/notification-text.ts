import { formatSize } from '../format-size.ts';
import { isolated } from '../isolated.ts';
import type { ObstacleCause } from '../obstacle.ts';
import type { Transfer } from '../transfer.ts';
import { formatClock } from './format-clock.ts';

/** What a notification says on the desktop and in the list of notifications. */
export type NotificationText = { readonly title: string; readonly body: string; readonly transfer: string };

/** `now` is milliseconds since 1970. */
type Options = { readonly hideNames: boolean; readonly now: number };

/** Why a recipient's app refused: only the reasons that can come from the other side (protocol.md 6.1). */
const refusedBecause: Readonly<Record<string, string>> = {
  'hash-mismatch': 'it did not match its fingerprint.',
  incomplete: 'pieces were missing or damaged.',
  policy: 'its rules do not allow it.',
};

const failedBecause: Readonly<Record<string, string>> = {
  'document-missing': 'The document is no longer there.',
  'document-unreadable': 'The document cannot be read.',
  'document-changed': 'The document changed after you chose it.',
  'document-too-large': 'The document is too large.',
  'recipient-unknown': 'This address is not in the directory.',
  'recipient-not-ready': 'The address is not ready.',
  'not-allowed': 'The server does not allow writing to this address.',
  'server-limit': 'The server takes only smaller messages. Your IT can change this.',
};

const folderObstacles: Readonly<Record<ObstacleCause, string>> = {
  'not-there': 'the folder for received documents is not there.',
  'another-folder': 'the folder for received documents is not the one that was chosen.',
  'not-writable': 'Sealpost may not write to the folder for received documents.',
  'no-space': 'there is not enough space in the folder for received documents.',
  'too-large-for-drive': 'the drive of the folder for received documents takes no document of this size.',
  'drive-error': 'the drive of the folder for received documents gives errors.',
  other: 'the folder for received documents cannot be used.',
};

function obstacle({ waitingFor }: Transfer): string {
  if (waitingFor?.place === 'received-folder') return folderObstacles[waitingFor.cause];
  return waitingFor?.cause === 'no-space'
    ? 'there is not enough space on this computer.'
    : 'Sealpost cannot write its own files on this computer.';
}

/** The notification for a transfer that reached this state, or null where nobody needs to know. */
export function notificationText(transfer: Transfer, { hideNames, now }: Options): NotificationText | null {
  const person = isolated(transfer.peer?.label ?? 'somebody');
  const name = isolated(transfer.documentName ?? 'A document');
  const text = (title: string, body: string): NotificationText =>
    hideNames ? { ...hidden(transfer), transfer: transfer.id } : { title, body, transfer: transfer.id };
  switch (transfer.status) {
    case 'received':
      return text(
        `Document from ${person}`,
        `${name}, ${formatSize(transfer.documentSize ?? 0)}. Signature matches the directory; fingerprint not checked by you.`,
      );
    case 'delivered':
      return text(`Delivered to ${person}`, `${name} was received and verified at ${formatClock(now)}.`);
    case 'failed':
      return text(
        `Could not send ${name}`,
        failedBecause[transfer.reason ?? ''] ?? 'It is kept in the list, where you can try again.',
      );
    case 'refused':
      if (transfer.direction === 'sent') {
        if (transfer.reason === 'storage')
          return text(
            `${person}'s computer could not save a document`,
            `${name}: it is saved there by itself as soon as it can be.`,
          );
        return text(
          `${person}'s app refused a document`,
          `${name}: ${refusedBecause[transfer.reason ?? ''] ?? 'a check failed.'}`,
        );
      }
      return refusedHere(transfer, person, text);
    case 'cannot-save':
      return text('A document cannot be saved yet', `It came from ${person}: ${obstacle(transfer)}`);
    case 'incomplete':
      return text(
        'A document is incomplete',
        `Pieces of a document from ${person} are missing. Nothing was saved.`,
      );
    default:
      return null;
  }
}

function refusedHere(
  transfer: Transfer,
  person: string,
  text: (title: string, body: string) => NotificationText,
): NotificationText {
  if (transfer.reason === 'sender-unconfirmed') {
    return text(
      'A document was not taken',
      `It claims to be from ${person}, and nobody could confirm that within 72 hours. Nothing was saved.`,
    );
  }
  if (transfer.reason === 'signature-mismatch' || transfer.reason === 'certificate-invalid') {
    return text(
      'A document was refused',
      `It claims to be from ${person}, but the signature does not match. Nothing was saved.`,
    );
  }
  const from = transfer.peerVerified ? `It came from ${person}` : `It claims to be from ${person},`;
  return text('A document was refused', `${from} and a check failed. Nothing was saved.`);
}

const hidden = (transfer: Transfer): { title: string; body: string } =>
  transfer.direction === 'received'
    ? { title: 'New document', body: 'Open Sealpost to see it.' }
    : { title: 'News about a document', body: 'Open Sealpost to see it.' };

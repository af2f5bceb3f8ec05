import { isolated } from '../../shared/isolated.ts';
import type { Transfer, TransferReason } from '../../shared/transfer.ts';
import { peerLabel } from './status-text.ts';

/** A message that a person copies and sends in another way: by telephone, mail or chat. */
export type Message = { readonly label: string; readonly text: string };

const forgeries: ReadonlySet<TransferReason> = new Set([
  'signature-mismatch',
  'certificate-invalid',
  'conflicting-statement',
]);

/** What the recipient may tell the person whose document was refused here, or who is named as its sender. */
export function messageToSender(
  { documentName, peer, transferId }: Transfer,
  reason: TransferReason,
): Message | null {
  if (!peer) return null;
  if (forgeries.has(reason)) {
    return {
      label: 'Copy a question for the sender',
      text: `A document that claims to be from you (${peer.destination}) was refused by Sealpost: ${
        reason === 'conflicting-statement'
          ? 'it contradicts an earlier one'
          : 'its signature does not match your certificate'
      }. Did you send me something? Transfer id ${transferId}.`,
    };
  }
  const document = documentName ? `Your document "${isolated(documentName)}"` : 'Your document';
  const outcome =
    reason === 'storage'
      ? 'could not be saved on my computer'
      : reason === 'sender-unconfirmed'
        ? 'was not taken, because nobody could confirm in time that it came from you'
        : 'did not arrive whole, and nothing was saved';
  return {
    label: 'Copy a message for the sender',
    text: `${document} ${outcome}. Please send it again with Sealpost. Transfer id ${transferId}.`,
  };
}

/** What the sender may tell a person who has no inbox yet. */
export const invitation = (transfer: Transfer): Message => ({
  label: 'Copy invitation',
  text: `Please start Sealpost once on your computer, so that I can send you a document at ${
    transfer.peer?.destination ?? peerLabel(transfer)
  }.`,
});

import { isolated } from '../../shared/isolated.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { firstName } from './format.ts';
import { peerLabel } from './status-text.ts';

export const cancelQuestion = (transfer: Transfer) => ({
  title: `Stop sending ${isolated(transfer.documentName ?? 'this document')} to ${isolated(peerLabel(transfer))}?`,
  body: `${firstName(peerLabel(transfer))} may have received encrypted pieces but never gets the key to open them.`,
  no: 'Keep sending',
  yes: 'Stop sending',
});

export const removeQuestion = (count: number) => ({
  title: count === 1 ? 'Remove 1 entry from the list?' : `Remove ${count} entries from the list?`,
  body: 'The documents on disk stay.',
  no: 'Keep',
  yes: 'Remove',
});

export const discardQuestion = {
  title: 'Discard this transfer?',
  body: 'Nothing was sent. The documents on disk stay.',
  no: 'Go on writing',
  yes: 'Discard',
} as const;

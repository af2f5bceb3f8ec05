import type { Transfer } from '../../../shared/transfer.ts';
import { Menu } from '../../components/Menu.tsx';
import { copy, markRead, removeTransfers } from '../../stores/actions.ts';
import { compose } from '../../stores/view.ts';

export function TransferMenu({ transfer }: { readonly transfer: Transfer }) {
  const { id, peer, peerVerified, direction, unread, transferId } = transfer;
  return (
    <Menu
      label="More actions"
      items={[
        ...(peer && peerVerified
          ? [{ label: 'Send a document to this person', onChoose: () => compose([peer.destination]) }]
          : []),
        ...(direction === 'received' && !unread
          ? [{ label: 'Mark unread', onChoose: () => void markRead([id], false) }]
          : []),
        { label: 'Copy transfer id', onChoose: () => void copy(transferId) },
        { label: 'Remove from the list…', onChoose: () => void removeTransfers([id]) },
      ]}
    />
  );
}

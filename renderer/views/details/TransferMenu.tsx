import type { Transfer } from '../../../shared/transfer.ts';
import { Menu } from '../../components/Menu.tsx';
import { focusSoon } from '../../components/panes.ts';
import { copy, markRead, removeTransfers } from '../../stores/actions.ts';
import { compose } from '../../stores/view.ts';

export function TransferMenu({ transfer }: { readonly transfer: Transfer }) {
  const { id, peer, peerVerified, direction, unread, removable, transferId } = transfer;
  // The menu leaves with its pane; the keyboard goes to the list.
  const remove = async (): Promise<void> => {
    if (await removeTransfers([id])) focusSoon('[data-pane="list"] .row[tabindex="0"]');
  };
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
        ...(removable ? [{ label: 'Remove from the list…', onChoose: () => void remove() }] : []),
      ]}
    />
  );
}

import type { Command } from '../shared/commands.ts';
import { isModal, showKeys } from './components/modal.ts';

/** The key of each command that acts on transfers (ux.md 4.6). */
const keys: Readonly<Record<Exclude<Command, 'show-keys'>, KeyboardEventInit>> = {
  retry: { key: 'r', ctrlKey: true },
  'retry-all-failed': { key: 'R', ctrlKey: true, shiftKey: true },
  cancel: { key: '.', ctrlKey: true },
  remove: { key: 'Delete' },
  'save-as': { key: 's', ctrlKey: true },
  'mark-unread': { key: 'U', ctrlKey: true, shiftKey: true },
};

/**
 * A menu command is its key, pressed on the row that has the keyboard, else on the window: so the
 * menu and the keys always do the same.
 */
export function perform(command: Command): void {
  if (isModal()) return;
  if (command === 'show-keys') return showKeys();
  const row = document.activeElement?.closest('[role="row"]') ?? document.body;
  row.dispatchEvent(new KeyboardEvent('keydown', { ...keys[command], bubbles: true, cancelable: true }));
}

import { useEffect } from 'react';
import { perform } from '../commands.ts';
import { chooseDocuments, compose, go, type Place, search } from '../stores/view.ts';
import { isModal } from './modal.ts';
import { focusNextPane } from './panes.ts';

const places: readonly Place[] = ['inbox', 'sent', 'people', 'settings'];

/** The keys of the window; what a list or field already answered is left alone. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isModal()) return;
      const act = actionOf(event);
      if (!act) return;
      event.preventDefault();
      act();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
}

/** What a key does; null where it is not one of the window's. */
export function actionOf(event: KeyboardEvent): (() => void) | null {
  if (event.key === 'F6') return () => focusNextPane(event.shiftKey ? -1 : 1);
  if (event.key === 'Delete' && !isEditing(event.target)) return () => perform('remove');
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null;
  const key = event.key.toLowerCase();
  // On many keyboards the slash needs Shift.
  if (key === '/') return () => perform('show-keys');
  if (event.shiftKey) {
    if (key === 'u') return () => perform('mark-unread');
    return key === 'r' ? () => perform('retry-all-failed') : null;
  }
  if (key === 'n') return () => compose();
  if (key === 'o') return () => void chooseDocuments();
  if (key === 'f') return search;
  if (key === ',') return () => go('settings');
  if (key === 'r') return () => perform('retry');
  if (key === '.') return () => perform('cancel');
  if (key === 's') return () => perform('save-as');
  const place = places[Number(key) - 1];
  return place ? () => go(place) : null;
}

const isEditing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.closest('input, textarea, select') !== null;

import { useEffect, useRef } from 'react';
import type { Transfer } from '../../../shared/transfer.ts';
import { markRead } from '../../stores/actions.ts';

/**
 * What is open in a window with the keyboard is read: when it is opened, and when its news come
 * while it is open. "Mark unread" stays until it is opened again, or has news.
 */
export function useReadWhenSeen(transfer: Transfer | undefined): void {
  const { id, unread = false, status } = transfer ?? {};
  const seen = useRef<string | null>(null);
  useEffect(() => {
    if (id === undefined || !unread || seen.current === `${id} ${status}`) return;
    const read = (): void => {
      seen.current = `${id} ${status}`;
      void markRead([id], true);
    };
    if (document.hasFocus()) return read();
    window.addEventListener('focus', read, { once: true });
    return () => window.removeEventListener('focus', read);
  }, [id, unread, status]);
  useEffect(() => {
    if (id !== undefined && !unread) seen.current = `${id} ${status}`;
  }, [id, unread, status]);
}

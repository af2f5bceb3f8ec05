import { api } from '../api.ts';

/** The computer has a network again: nobody waits for the attempt that was planned before. */
export function followNetwork(page: Pick<EventTarget, 'addEventListener'> = window): void {
  page.addEventListener('online', () => void api.call('connection.retryNow', undefined));
}

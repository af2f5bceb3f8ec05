import { randomUUID } from 'node:crypto';
import { Notification } from 'electron';
import type { ShownNotification } from '../shared/notification.ts';
import type { Transfer } from '../shared/transfer.ts';
import { escapeMarkup, notificationFor } from './notifications.ts';

const mostKept = 200;
const bundleWithin = 10_000;
const bundleFrom = 4;

export type NotifierOptions = {
  readonly enabled: () => boolean;
  readonly hideNames: () => boolean;
  /** That transfer is on screen in a focused window: the live region speaks instead. */
  readonly isOnScreen: (transfer: string) => boolean;
  readonly clicked: (transfer: string | null) => void;
  readonly shown: (notification: ShownNotification) => void;
};

/** Shows native notifications: one for each transfer and outcome, several at once in one. */
export class Notifier {
  readonly #options: NotifierOptions;
  /** Kept until click or close: Electron collects a notification that nobody holds. */
  readonly #open = new Set<Notification>();
  readonly #told = new Map<string, string>();
  readonly #history: ShownNotification[] = [];
  #recent: { readonly at: number; readonly person: string }[] = [];

  constructor(options: NotifierOptions) {
    this.#options = options;
  }

  history(): readonly ShownNotification[] {
    return this.#history;
  }

  /** What the journal holds already at start is no news. */
  remember(transfers: readonly Transfer[]): void {
    for (const { id, status } of transfers) this.#told.set(id, status);
  }

  tell(transfer: Transfer): void {
    if (this.#told.get(transfer.id) === transfer.status) return;
    this.#told.set(transfer.id, transfer.status);
    const now = new Date();
    const text = notificationFor(transfer, { hideNames: this.#options.hideNames(), now });
    if (!text) return;
    if (transfer.status === 'received' && !this.#options.hideNames()) {
      this.#recent = this.#recent.filter(({ at }) => now.getTime() - at < bundleWithin);
      this.#recent.push({ at: now.getTime(), person: transfer.peer?.label ?? '' });
      if (this.#recent.length >= bundleFrom)
        return this.#show(bundled(this.#recent.map(({ person }) => person)), null);
    }
    this.#show(text, text.transfer);
  }

  #show({ title, body }: { title: string; body: string }, transfer: string | null): void {
    const shown: ShownNotification = { id: randomUUID(), title, body, transfer, at: Date.now() };
    this.#history.unshift(shown);
    this.#history.length = Math.min(this.#history.length, mostKept);
    this.#options.shown(shown);
    if (
      !this.#options.enabled() ||
      (transfer && this.#options.isOnScreen(transfer)) ||
      !Notification.isSupported()
    )
      return;
    const markup = process.platform === 'linux';
    const notification = new Notification({ title, body: markup ? escapeMarkup(body) : body, silent: true });
    const done = (): void => void this.#open.delete(notification);
    notification.on('click', () => {
      done();
      this.#options.clicked(transfer);
    });
    notification.on('close', done);
    // No daemon: the in-app history has it.
    notification.on('failed', done);
    this.#open.add(notification);
    notification.show();
  }
}

function bundled(people: readonly string[]): { title: string; body: string } {
  const names = [...new Set(people)];
  const others = names.length - 2;
  const from =
    others > 0
      ? `${names.slice(0, 2).join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`
      : names.join(' and ');
  return { title: `${people.length} documents received`, body: `From ${from}.` };
}

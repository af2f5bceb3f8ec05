import { randomUUID } from 'node:crypto';
import type { ShownNotification } from '../../shared/notification.ts';
import { notificationText } from '../../shared/text/notification-text.ts';
import type { Transfer } from '../../shared/transfer.ts';
import type { Clock } from '../transfers/ports.ts';
import { type BundledStatus, isBundled, NewsRun } from './bundle.ts';

const mostKept = 200;
/** A bundle that grows quickly does not flicker, neither on the desktop nor in the list. */
const toldEvery = 1_000;

export type NotificationOptions = {
  readonly enabled: () => boolean;
  readonly hideNames: () => boolean;
  /** That transfer is on screen in a focused window: the live region speaks instead. */
  readonly isOnScreen: (transfer: string) => boolean;
  readonly clicked: (transfer: string | null) => void;
  /** New, or in other words than before, or now on the desktop: the entry of this id as it is now. */
  readonly shown: (notification: ShownNotification) => void;
};

export type NativeNotification = { close(): void };

/** Shows words on the desktop. `shown` is called once the desktop has really shown them. */
export type Desktop = (
  words: { readonly title: string; readonly body: string },
  on: { readonly shown: () => void; readonly clicked: () => void },
) => NativeNotification | null;

type Told = {
  entry: ShownNotification;
  native: NativeNotification | null;
  /** What a click opens. */
  opens: string | null;
};

type Bundle = {
  readonly run: NewsRun;
  /** What was told one by one before there were several. */
  readonly singles: Told[];
  told: Told | null;
  toldAt: number;
  /** The desktop will be told. */
  isDue: boolean;
};

/** What the person is told: one notification for each transfer and outcome, several at once in one that grows. */
export class NotificationFeed {
  readonly #options: NotificationOptions;
  readonly #desktop: Desktop;
  readonly #clock: Clock;
  readonly #told = new Set<string>();
  readonly #bundles = new Map<BundledStatus, Bundle>();
  #history: readonly ShownNotification[] = [];

  constructor(options: NotificationOptions, desktop: Desktop, clock: Clock) {
    this.#options = options;
    this.#desktop = desktop;
    this.#clock = clock;
  }

  history(): readonly ShownNotification[] {
    return this.#history;
  }

  /**
   * Tells of a transfer that came into another status; once, however often it comes into the same one.
   * @param before the status that it had, of which somebody was told then; null where it is new
   */
  tell(transfer: Transfer, before: Transfer['status'] | null = null): void {
    if (before !== null) this.#told.add(outcomeOf({ ...transfer, status: before }));
    const outcome = outcomeOf(transfer);
    if (this.#told.has(outcome)) return;
    this.#told.add(outcome);
    // It stood in the folder from before, or was read already: that is no news.
    if (transfer.status === 'received' && !transfer.unread) return;
    const now = this.#clock.now();
    const hideNames = this.#options.hideNames();
    const text = notificationText(transfer, { hideNames, now });
    if (!text) return;
    if (!isBundled(transfer.status)) {
      this.#tellSingle(text);
      return;
    }
    const bundle = this.#bundleOf(transfer.status, now);
    const words = bundle.run.add(transfer.peer?.label ?? 'somebody', now, hideNames);
    if (words) this.#grow(transfer.status, bundle, words, transfer.id);
    else bundle.singles.push(this.#tellSingle(text));
  }

  /** Tells of something that is no outcome of one transfer; a click opens this one, or the Inbox. */
  tellNotice(
    { title, body }: { readonly title: string; readonly body: string },
    transfer: string | null = null,
  ): void {
    const entry = { id: randomUUID(), title, body, transfer, at: this.#clock.now(), native: false };
    this.#keep(entry);
    this.#showNatively({ entry, native: null, opens: transfer }, () => {});
  }

  #bundleOf(status: BundledStatus, now: number): Bundle {
    const open = this.#bundles.get(status);
    if (open && !open.run.isOver(now)) return open;
    const bundle: Bundle = {
      run: new NewsRun(status),
      singles: [],
      told: null,
      toldAt: 0,
      isDue: false,
    };
    this.#bundles.set(status, bundle);
    return bundle;
  }

  #tellSingle({ title, body, transfer }: { title: string; body: string; transfer: string }): Told {
    const entry = { id: randomUUID(), title, body, transfer, at: this.#clock.now(), native: false };
    const told: Told = { entry, native: null, opens: transfer };
    this.#keep(entry);
    if (!this.#options.isOnScreen(transfer)) this.#showNatively(told, () => {});
    return told;
  }

  #grow(
    status: BundledStatus,
    bundle: Bundle,
    { title, body }: { title: string; body: string },
    newest: string,
  ): void {
    const at = this.#clock.now();
    const id = bundle.told?.entry.id ?? randomUUID();
    const entry = { id, title, body, transfer: null, at, native: false };
    bundle.told ??= { entry, native: null, opens: null };
    bundle.told.entry = entry;
    // The Inbox shows what is unread; among what was sent, the newest is the place to look.
    bundle.told.opens = status === 'received' ? null : newest;
    if (bundle.isDue) return;
    bundle.isDue = true;
    this.#clock.after(Math.max(0, bundle.toldAt + toldEvery - at), () => {
      bundle.isDue = false;
      this.#showBundle(status, bundle);
    });
  }

  #showBundle(status: BundledStatus, bundle: Bundle): void {
    if (!bundle.told) return;
    bundle.toldAt = this.#clock.now();
    this.#keep(bundle.told.entry);
    // The bundle counts them: the desktop shows one or the other.
    for (const single of bundle.singles.splice(0)) single.native?.close();
    this.#showNatively(bundle.told, () => {
      // The person looked: what comes now is news again.
      if (this.#bundles.get(status) === bundle) this.#bundles.delete(status);
    });
  }

  #showNatively(told: Told, looked: () => void): void {
    told.native?.close();
    told.native = null;
    if (!this.#options.enabled()) return;
    const { id, title, body } = told.entry;
    told.native = this.#desktop(
      { title, body },
      {
        shown: () => {
          // Newer words may have come meanwhile: those are not on the desktop yet.
          if (told.entry.title !== title || told.entry.body !== body) return;
          told.entry = { ...told.entry, id, native: true };
          this.#keep(told.entry);
        },
        clicked: () => {
          looked();
          this.#options.clicked(told.opens);
        },
      },
    );
  }

  /** One entry for each id, newest first. */
  #keep(entry: ShownNotification): void {
    this.#history = [entry, ...this.#history.filter(({ id }) => id !== entry.id)]
      .sort((a, b) => b.at - a.at)
      .slice(0, mostKept);
    this.#options.shown(entry);
  }
}

/** A new attempt at a transfer has outcomes of its own. */
const outcomeOf = ({ id, transferId, status }: Transfer): string => `${id} ${transferId} ${status}`;

import type { ConnectionState, ConnectionTrouble, OfflineCause } from '../../shared/connection.ts';
import type { Clock } from '../transfers/ports.ts';

const firstRetry = 1_000;
const longestRetry = 60_000;
const probeEvery = 3_000;

export type Probe = {
  /** Opens what the connection consists of. */
  open(): Promise<void>;
  /** Throws where Kafka does not answer. */
  probe(): Promise<void>;
  /** Closes what is open, whatever its state. */
  close(): Promise<void>;
  /** Why it failed, as far as the error alone says it. */
  guess(error: unknown): OfflineCause;
  /** Why it failed, after a look at the servers. Never rejects. */
  explain(error: unknown): Promise<OfflineCause>;
};

/**
 * Keeps one connection up: opens it, asks every 3 s whether Kafka still answers, and opens it anew
 * after 1 to 60 s (doubling, with jitter) where it does not. kafkajs's own reconnection stops in
 * several ways (issues 659, 919, 1443), so this is the one place that decides.
 */
export class Connection {
  readonly #probe: Probe;
  readonly #changed: (state: ConnectionState) => void;
  readonly #clock: Clock;
  #state: ConnectionState = { kind: 'connecting', lastContact: null };
  #trouble: ConnectionTrouble | null = null;
  #attempt = 0;
  #wake: (() => void) | null = null;
  #closed = false;
  #broken = false;
  /** The next attempt, or question, is wanted at once: also where the one before is still under way. */
  #isWanted = false;
  #loop: Promise<void> | null = null;
  /** Rejects when closed, so that a broker that does not answer holds up nothing. */
  readonly #ended: Promise<never>;
  #end: (reason: Error) => void = () => {};

  constructor(probe: Probe, changed: (state: ConnectionState) => void, clock: Clock) {
    this.#probe = probe;
    this.#changed = changed;
    this.#clock = clock;
    this.#ended = new Promise((_, reject) => {
      this.#end = reject;
    });
    this.#ended.catch(() => {});
  }

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Tries to connect without waiting any longer, or asks whether the connection lives. */
  retryNow(): void {
    this.#attempt = 0;
    this.#isWanted = true;
    this.#wake?.();
  }

  /** A call failed in a way that speaks of the connection: ask at once instead of in 3 s. */
  suspect(): void {
    this.#broken = true;
    // Calls that fail because there is no connection must not cut the wait before the next attempt short.
    if (this.#state.kind === 'connected') this.#wake?.();
  }

  /** One of the flows does not work; null: all of them do again. It is told only while the server answers. */
  troubled(trouble: ConnectionTrouble | null): void {
    const [before, now] = [this.#trouble, trouble];
    this.#trouble = trouble;
    if (before?.flow === now?.flow && before?.why === now?.why) return;
    if (this.#state.kind === 'connected' && !this.#closed) this.#set({ ...this.#state, trouble });
  }

  async close(): Promise<void> {
    this.#closed = true;
    // Nobody starts anything on it any more.
    this.#state = {
      kind: 'offline',
      since: this.#clock.now(),
      retryAt: Number.MAX_SAFE_INTEGER,
      lastContact: this.#lastContact(),
      why: 'unreachable',
    };
    this.#end(new Error('closed'));
    this.#wake?.();
    await this.#loop;
  }

  async #run(): Promise<void> {
    let offlineSince: number | null = null;
    while (!this.#closed) {
      try {
        if (offlineSince === null) this.#set({ kind: 'connecting', lastContact: this.#lastContact() });
        this.#isWanted = false;
        await Promise.race([this.#probe.open(), this.#ended]);
        while (!this.#closed) {
          this.#broken = false;
          this.#isWanted = false;
          await Promise.race([this.#probe.probe(), this.#ended]);
          this.#attempt = 0;
          offlineSince = null;
          const now = { kind: 'connected', lastContact: this.#clock.now(), trouble: this.#trouble } as const;
          if (this.#state.kind === 'connected') this.#state = now;
          else this.#set(now);
          if (!this.#broken) await this.#sleep(probeEvery);
        }
      } catch (error) {
        offlineSince ??= this.#clock.now();
        if (this.#closed) break;
        const wait = this.#backoff();
        this.#goOffline(error, offlineSince, wait);
        await this.#probe.close();
        await this.#sleep(wait);
      }
    }
    await this.#probe.close();
  }

  /** Tells at once that the connection is gone. Why takes a look at the servers, and is told when it is known. */
  #goOffline(error: unknown, since: number, wait: number): void {
    const before = this.#state;
    const offline = {
      kind: 'offline' as const,
      ...{ since, retryAt: this.#clock.now() + wait, lastContact: this.#lastContact() },
      // What the servers told last time stays said while they are looked at again.
      why: before.kind === 'offline' ? before.why : this.#probe.guess(error),
    };
    this.#set(offline);
    void this.#probe.explain(error).then((why) => {
      const now = this.#state;
      if (this.#closed || now.kind !== 'offline' || now.since !== since || now.why === why) return;
      this.#set({ ...now, why });
    });
  }

  #backoff(): number {
    const full = Math.min(longestRetry, firstRetry * 2 ** this.#attempt++);
    return Math.round(full * (0.75 + Math.random() * 0.5));
  }

  #lastContact(): number | null {
    return 'lastContact' in this.#state ? this.#state.lastContact : null;
  }

  #set(state: ConnectionState): void {
    this.#state = state;
    this.#changed(state);
  }

  #sleep(milliseconds: number): Promise<void> {
    if (this.#isWanted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        this.#wake = null;
        resolve();
      };
      const cancel = this.#clock.after(milliseconds, done);
      this.#wake = done;
    });
  }
}

import type { ClockState } from '../../../shared/clock.ts';
import { DAY, MINUTE } from '../../protocol/limits.ts';
import type { Clock } from '../ports.ts';

/** Small enough that nobody notices, and no rule is touched. */
const tolerated = 5 * MINUTE;
/** Beyond it every receiver refuses what is signed. */
const blocking = DAY;
/** Shown in minutes: less is no news. */
const worthSaying = MINUTE;

/** When the broker said its time, by this computer's clock: somewhere between asking and its answer. */
export type Observation = {
  readonly askedAt: number;
  readonly answeredAt: number;
  readonly brokerTime: number;
  /** How long it took, by a clock that nobody sets. */
  readonly took: number;
};

type Events = {
  readonly changed: (state: ClockState) => void;
  /** What is signed was held back, and is no longer. */
  readonly mayGoOn: () => void;
};

/** Compares this computer's clock with the server's, at each letter that Kafka takes or brings. */
export class ClockCheck {
  readonly #clock: Clock;
  readonly #events: Events;
  #state: ClockState = { kind: 'unknown' };
  #difference = 0;
  /** This clock against the one that only runs forward, when both were compared with the server's; milliseconds. */
  #gap: number | null = null;
  /** Somebody was told that nothing may be signed, and not yet that this has ended. */
  #holdsBack = false;

  constructor(clock: Clock, events: Events) {
    this.#clock = clock;
    this.#events = events;
  }

  get state(): ClockState {
    return this.#state;
  }

  /**
   * Nothing may be signed now: the time is part of what is signed, and a clock that was just set is not
   * known. Whoever hears so is told by `mayGoOn` when that has ended, also where it was set back at once.
   */
  get blocks(): boolean {
    const blocks = this.isDaysWrong || this.#wasSet;
    this.#holdsBack ||= blocks;
    return blocks;
  }

  /** So the server said when it was asked last. */
  get isDaysWrong(): boolean {
    return this.#state.kind === 'wrong' && this.#state.blocks;
  }

  /** What this computer says of validity "now" is not to be believed. */
  get isWrong(): boolean {
    return this.#state.kind === 'wrong';
  }

  /** Worth asking for again: it is wrong, or was set. */
  get isInDoubt(): boolean {
    return this.isWrong || this.#wasSet || this.#holdsBack;
  }

  /** Somebody set this clock since it was compared: what it says now is not known to be right. */
  get #wasSet(): boolean {
    if (this.#gap === null) return false;
    return Math.abs(this.#clock.now() - this.#clock.elapsed() - this.#gap) > tolerated;
  }

  /** The server's time, as far as it is known: what is compared with broker times is compared by this. */
  serverNow(): number {
    return this.#clock.now() - this.#difference;
  }

  /** Kafka told when it appended a record. However long the answer took, it proves no more than it must. */
  observe({ askedAt, answeredAt, brokerTime, took }: Observation): void {
    // It was set between asking and the answer, or the computer slept: this compares nothing.
    if (Math.abs(answeredAt - askedAt - took) > tolerated) return;
    this.#gap = this.#clock.now() - this.#clock.elapsed();
    if (answeredAt < brokerTime) this.#set(answeredAt - brokerTime);
    else if (askedAt > brokerTime) this.#set(askedAt - brokerTime);
    else this.#set(0);
    if (!this.#holdsBack || this.blocks) return;
    this.#holdsBack = false;
    this.#events.mayGoOn();
  }

  /** The broker appended a record in what this clock calls the future: worth asking. Old records prove no more. */
  isBehind(brokerTime: number): boolean {
    return brokerTime - this.serverNow() > tolerated;
  }

  #set(difference: number): void {
    this.#difference = difference;
    const size = Math.abs(difference);
    const now: ClockState =
      size <= tolerated ? { kind: 'right' } : { kind: 'wrong', difference, blocks: size > blocking };
    const before = this.#state;
    this.#state = now;
    const isSame =
      before.kind === now.kind &&
      (before.kind !== 'wrong' ||
        now.kind !== 'wrong' ||
        (before.blocks === now.blocks && Math.abs(before.difference - now.difference) < worthSaying));
    if (!isSame) this.#events.changed(now);
  }
}

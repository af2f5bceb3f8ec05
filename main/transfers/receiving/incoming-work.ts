import { subkey } from '../../protocol/keys.ts';
import { MINUTE } from '../../protocol/limits.ts';
import type { Clock } from '../ports.ts';
import type { Unopened } from './shard-search.ts';

/** Rows 8 and 9 of protocol.md section 8: room, and shards, may come that long after `data-`; in milliseconds. */
export const graceFor = MINUTE;
/** What this machine lacks for now is looked for again after that many milliseconds. */
export const localRetry = 5_000;
/** A fault of ours is tried again after that many milliseconds. */
export const faultRetry = MINUTE;
/** After a signed `storage` room is looked for again after that many milliseconds. */
export const lateRetry = MINUTE;

/** A minute that its timer ends, and no look at the clock: timers fire early, and clocks are set. */
export class Grace {
  #state: 'not-begun' | 'running' | 'over' = 'not-begun';
  #cancel = (): void => {};

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Runs from now on, whatever it was. */
  begin(clock: Clock, then: () => void = () => {}): void {
    this.forget();
    this.#state = 'running';
    this.#cancel = clock.after(graceFor, () => {
      this.#state = 'over';
      then();
    });
  }

  /** There is nothing to wait for any more. */
  end(): void {
    this.forget();
    this.#state = 'over';
  }

  forget(): void {
    this.#cancel();
    this.#state = 'not-begun';
  }
}

/** What is told to the sender (protocol.md 6.1). */
export type Refusal = 'hash-mismatch' | 'incomplete' | 'policy' | 'storage';

/** One verified transfer in work. */
export type IncomingWork = {
  readonly id: string;
  readonly shardsKey: Buffer;
  /** Row 6: a copy asked for the judgement, so an equal outcome is told again. */
  readonly copy: boolean;
  /** Once it is over, missing shards become a signed failure; it begins when row 8 passed. */
  readonly shardsGrace: Grace;
  /** Once it is over, an obstacle becomes a signed failure; it begins with the first one. */
  readonly diskGrace: Grace;
  /** Ends the wait for the next attempt. */
  cancelTimer: () => void;
  assembling: boolean;
  /** A fault of ours is waited out. */
  retrying: boolean;
  /** The document stands verified in its temporary file: it is not opened again. */
  isOpened: boolean;
  unopened: Unopened;
  /** What is still waited for after a signed `incomplete` or `storage`. */
  late: 'shards' | 'room' | null;
  /** The topic may hold what the spool does not: it is sought within the hour. */
  seekLate: boolean;
};

/** @param key K, of which only the shards' subkey is held on to */
export const newWork = (
  id: string,
  key: Buffer,
  { copy, late, isOpened }: Pick<IncomingWork, 'copy' | 'late' | 'isOpened'>,
): IncomingWork => ({
  id,
  shardsKey: subkey(key, 'shards'),
  copy,
  late,
  shardsGrace: new Grace(),
  diskGrace: new Grace(),
  cancelTimer: () => {},
  assembling: false,
  retrying: false,
  isOpened,
  unopened: new Map(),
  seekLate: late === 'shards',
});

/** Nothing of it happens by itself any more. */
export function stop(work: IncomingWork): void {
  work.cancelTimer();
  work.shardsGrace.forget();
  work.diskGrace.forget();
}

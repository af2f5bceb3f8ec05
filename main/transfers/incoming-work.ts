import { subkey } from '../protocol/keys.ts';
import { MINUTE } from '../protocol/limits.ts';
import type { Unopened } from './shard-search.ts';

/** Rows 8 and 9 of protocol.md section 8: room, and shards, may come that long after `data-`; in milliseconds. */
export const graceFor = MINUTE;
/** What this machine lacks for now is looked for again after that many milliseconds. */
export const localRetry = 5_000;

/** One verified transfer in work. */
export type IncomingWork = {
  readonly id: string;
  readonly shardsKey: Buffer;
  /** Row 6: a copy asked for the judgement, so an equal outcome is told again. */
  readonly copy: boolean;
  /**
   * Once it is over, missing shards become a signed failure. Its timer ends it, and no look at the
   * clock: timers fire early, and clocks are set. It begins when row 8 passed.
   */
  grace: 'not-begun' | 'running' | 'over';
  cancelTimer: () => void;
  assembling: boolean;
  /** A fault of ours is waited out. */
  retrying: boolean;
  /** Since when the disk takes less than it promised. */
  fullSince: number | null;
  unopened: Unopened;
  /** After a signed `incomplete`: only complete shards start it again. */
  late: boolean;
  /** The topic may hold what the spool does not: it is sought within the hour. */
  seekLate: boolean;
};

/** @param key K, of which only the shards' subkey is held on to */
export const newWork = (
  id: string,
  key: Buffer,
  { copy, late }: { copy: boolean; late: boolean },
): IncomingWork => ({
  id,
  shardsKey: subkey(key, 'shards'),
  copy,
  late,
  grace: 'not-begun',
  cancelTimer: () => {},
  assembling: false,
  retrying: false,
  fullSince: null,
  unopened: new Map(),
  seekLate: late,
});

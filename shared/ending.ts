import type { Transfer } from './transfer.ts';

/** Milliseconds. */
const twoDays = 2 * 24 * 3_600_000;

/** The server keeps an unconfirmed document for two days more at most, or for a quarter of its time where that is less. */
export const isEnding = ({ leg }: Transfer, now: number): boolean =>
  leg?.name === 'their-app' &&
  leg.until !== null &&
  leg.until - now < Math.min(twoDays, (leg.until - leg.since) / 4);

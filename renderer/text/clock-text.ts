import type { ClockState } from '../../shared/clock.ts';
import type { TransferDetails } from '../../shared/transfer.ts';
import { firstName, possessive } from './format.ts';
import { peerLabel } from './status-text.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Less is what clocks do, and what a server's queue takes. */
const worthSaying = 5 * minute;

/** "2 days", "7 minutes": rounded, as a person would say it. */
export function byHowMuch(difference: number): string {
  const size = Math.abs(difference);
  const [unit, name] =
    size >= 1.5 * day ? [day, 'day'] : size >= 1.5 * hour ? [hour, 'hour'] : [minute, 'minute'];
  const count = Math.round(size / unit);
  return count === 1 ? `1 ${name}` : `${count} ${name}s`;
}

/** Whose clock it is, by how much, and what it means; null where it is right. */
export function clockText(state: ClockState): string | null {
  if (state.kind !== 'wrong') return null;
  const clock = `Your clock is ${byHowMuch(state.difference)} ${state.difference > 0 ? 'fast' : 'slow'}.`;
  return state.blocks
    ? `${clock} Set it right in this computer's settings. Sending and confirming wait until then; receiving goes on.`
    : `${clock} Set it right in this computer's settings: the time is part of what you sign.`;
}

/** What the other person's signed time says against the server's; null where the two agree. */
export function peerClockText({ transfer, technical }: TransferDetails): string | null {
  const isSent = transfer.direction === 'sent';
  const signed = isSent ? technical.acknowledgedAt : technical.timestamp;
  const server = isSent ? technical.confirmedServerTime : technical.signedServerTime;
  if (signed === null || server === null || !transfer.peerVerified) return null;
  // A document can wait for its connection after it was signed: only a time ahead of the server's is surely wrong.
  const difference = Date.parse(signed) - Date.parse(server);
  if (difference < worthSaying) return null;
  const person = possessive(firstName(peerLabel(transfer)));
  return `${person} clock was ${byHowMuch(difference)} ahead of the server's when this was signed.`;
}

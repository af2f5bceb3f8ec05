import { isolated } from '../../shared/isolated.ts';
import { formatClock } from '../../shared/text/format-clock.ts';

export { formatClock };

/** Times and durations as a person reads them, in the language of the page. */
const clockSeconds = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const fullDate = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

export const formatClockSeconds = (at: number): string => clockSeconds.format(at);
export const formatDate = (at: number): string => fullDate.format(at);

export type Day = 'Today' | 'Yesterday' | 'Earlier';

export function dayOf(at: number, now: number): Day {
  const startOf = (time: number): number => new Date(time).setHours(0, 0, 0, 0);
  if (startOf(at) >= startOf(now)) return 'Today';
  const yesterday = new Date(startOf(now));
  yesterday.setDate(yesterday.getDate() - 1);
  return startOf(at) === yesterday.getTime() ? 'Yesterday' : 'Earlier';
}

/** The time slot of a row: clock for today and yesterday, else the date. */
export const formatRowTime = (at: number, now: number): string =>
  dayOf(at, now) === 'Earlier' ? dayMonth.format(at) : formatClock(at);

/** "today 10:42", for sentences. */
export function formatWhen(at: number, now: number): string {
  const day = dayOf(at, now);
  return day === 'Earlier'
    ? `on ${formatDate(at)} at ${formatClock(at)}`
    : `${day.toLowerCase()} at ${formatClock(at)}`;
}

const isSameDay = (a: number, b: number): boolean =>
  new Date(a).toDateString() === new Date(b).toDateString();

/** "10:42" where it ends today, else "28 Nov", for a row. */
export const formatShortEnd = (at: number, now: number): string =>
  isSameDay(at, now) ? formatClock(at) : dayMonth.format(at);

/** "today at 10:42", "28 Nov 2026 at 10:42", of a time to come, for sentences. */
export const formatWhenEnds = (at: number, now: number): string =>
  `${isSameDay(at, now) ? 'today' : formatDate(at)} at ${formatClock(at)}`;

/** "2 days", "1 hour", "20 minutes": rounded down, so that it promises nothing. */
export function formatSpan(milliseconds: number): string {
  const units = [
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['minute', 60_000],
  ] as const;
  const [unit, size] = units.find(([, one]) => milliseconds >= one) ?? (['second', 1_000] as const);
  const count = Math.floor(milliseconds / size);
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** "about 2 minutes left": rounded, because an exact figure would jump. */
export function formatTimeLeft(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return 'a few seconds left';
  if (seconds < 55) return `about ${Math.round(seconds / 10) * 10} seconds left`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return minutes === 1 ? 'about a minute left' : `about ${minutes} minutes left`;
  const hours = Math.round(minutes / 60);
  return hours === 1 ? 'about an hour left' : `about ${hours} hours left`;
}

/** First name, for sentences; the whole label where there is only one word. */
export const firstName = (label: string): string => isolated(label.split(/\s+/)[0] ?? label);

export const possessive = (name: string): string => `${name}'s`;

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
/** Where the character begins that holds this index: an accent or emoji is never cut off. */
const characterAt = (name: string, index: number): number =>
  characters.segment(name).containing(index)?.index ?? index;

const tail = 3;
/** Splits a name so that the end, with its extension, always stays in sight. */
export function splitName(name: string): readonly [string, string] {
  const dot = name.lastIndexOf('.');
  const keep = dot > 0 && name.length - dot <= 8 ? name.length - dot + tail : tail;
  const at = characterAt(name, Math.max(0, name.length - keep));
  return [name.slice(0, at), name.slice(at)];
}

/** PDF, ZIP…: what kind of document, by its extension. */
export function documentKind(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 && name.length - dot <= 6 ? name.slice(dot + 1).toUpperCase() : 'Document';
}

/** 12 groups of 5 digits of a fingerprint in hex, or of a code that has its groups already. */
export const groupsOf = (code: string): readonly string[] => code.trim().split(/\s+/);

/** "Today", "Yesterday", "11 Nov". */
export function formatDay(at: number, now: number): string {
  const day = dayOf(at, now);
  return day === 'Earlier' ? dayMonth.format(at) : day;
}

/** "2 Dec 2026, 10:15". */
export const formatMoment = (at: number): string => `${formatDate(at)}, ${formatClock(at)}`;

/** "today, 10:32", "yesterday, 16:08", "24 Nov 2026, 02:10". */
export function formatAsked(at: number, now: number): string {
  const day = dayOf(at, now);
  return day === 'Earlier' ? formatMoment(at) : `${day}, ${formatClock(at)}`;
}

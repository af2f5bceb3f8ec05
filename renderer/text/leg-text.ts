import { isEnding } from '../../shared/ending.ts';
import type { Leg, LegName, Transfer } from '../../shared/transfer.ts';
import {
  firstName,
  formatRowTime,
  formatShortEnd,
  formatWhen,
  formatWhenEnds,
  possessive,
} from './format.ts';
import { type GlyphName, peerLabel, statusLook, statusWord, type Tone } from './status-text.ts';

const minute = 60_000;

/** Nothing holds it up: how far it is says more than since when. */
const moving: ReadonlySet<LegName> = new Set(['under-way', 'own-turn']);

/** Most legs are over in moments: one that waits has been there for longer. Milliseconds. */
const patience: Readonly<Partial<Record<LegName, number>>> = { directory: minute, pieces: 10_000 };

/** The leg of a transfer that waits; null where it moves, or began to wait only now. */
function waitOf({ leg }: Transfer, now: number): Leg | null {
  if (!leg || moving.has(leg.name)) return null;
  // The page's time is a minute old at most, so that a leg may seem to begin after it.
  return Math.max(0, now - leg.since) < (patience[leg.name] ?? 0) ? null : leg;
}

/** What stands in a row, and above its details: the status, or where it waits if that says more. */
export function rowWord(transfer: Transfer, now: number): string {
  return legWord(transfer, now) ?? statusWord(transfer);
}

function legWord(transfer: Transfer, now: number): string | null {
  const { status } = transfer;
  const leg = waitOf(transfer, now);
  if (leg?.name === 'removed') return 'Removed, not confirmed';
  if (leg?.name === 'time-over') return 'Not confirmed in time';
  if (leg?.until && isEnding(transfer, now))
    return `Not confirmed, kept until ${formatShortEnd(leg.until, now)}`;
  if (leg?.name === 'own-disk' && status !== 'cannot-save') return 'Waiting for your disk';
  if (leg?.name === 'server' && status !== 'waiting-for-connection') return 'Waiting for the server';
  if (status === 'checking' && leg?.name === 'directory') return 'Waiting for the directory';
  if (status === 'checking' && leg?.name === 'pieces') return 'Waiting for pieces';
  return status === 'confirmation-pending' && leg ? (answerWaits[leg.name] ?? null) : null;
}

const answerWaits: Readonly<Partial<Record<LegName, string>>> = {
  'own-clock': 'Confirmation waits for the clock',
  'own-connection': 'Confirmation waits for connection',
  'own-certificate': 'Confirmation waits for your certificate',
};

/** Mark and tone of a row: what waits does not look as if it moved. */
export function rowLook(transfer: Transfer, now: number): readonly [GlyphName, Tone] {
  const waits = waitOf(transfer, now)?.name;
  if (waits === 'removed' || waits === 'time-over') return ['warning', 'open'];
  const isHeldUp =
    (waits === 'own-disk' && transfer.status !== 'cannot-save') ||
    waits === 'server' ||
    waits === 'directory' ||
    (waits === 'pieces' && transfer.status === 'checking');
  return isHeldUp ? ['waiting', 'open'] : statusLook(transfer.status);
}

/** "since 10:42": since when it waits where it waits; null where it moves or is finished. */
export function rowSince(transfer: Transfer, now: number): string | null {
  const leg = waitOf(transfer, now);
  return leg && transfer.status !== 'incoming' ? `since ${formatRowTime(leg.since, now)}` : null;
}

/**
 * Since when it stands where it stands, how long that can last, and what can be done, for the details.
 * @param heardAt when their app was heard of last; null where not known
 */
export function legLine(transfer: Transfer, now: number, heardAt: number | null): string | null {
  const leg = waitOf(transfer, now);
  if (!leg) return null;
  const name = firstName(peerLabel(transfer));
  const sentences = [sinceText(leg, now), ...nextTexts(leg, transfer, name, now)];
  if (transfer.status === 'sent' && heardAt !== null)
    sentences.push(
      `Nothing heard from ${possessive(name)} app since ${afterSince(formatWhen(heardAt, now))}.`,
    );
  return sentences.join(' ');
}

/** "since 12 Nov", and not "since on 12 Nov". */
const afterSince = (when: string): string => when.replace(/^on /, '');

function sinceText({ name, since }: Leg, now: number): string {
  const when = formatWhen(since, now);
  if (name === 'removed') return `That was seen ${when}.`;
  if (name === 'time-over') return `The time ended ${when}.`;
  return `${name === 'their-app' ? 'On the server since' : 'Since'} ${afterSince(when)}.`;
}

function nextTexts(leg: Leg, transfer: Transfer, name: string, now: number): readonly string[] {
  const until = leg.until === null ? null : formatWhenEnds(leg.until, now);
  switch (leg.name) {
    case 'their-app':
      if (until === null) return [];
      return isEnding(transfer, now)
        ? [
            `Available there until ${until}. Ask ${name} to start Sealpost before, or send it again after that.`,
          ]
        : [`Available there until ${until}.`];
    case 'own-clock':
      return transfer.direction === 'received' ? ["Set this computer's clock right."] : [];
    case 'own-certificate':
      return ['Open Settings, Identity: it says why.'];
    case 'own-disk':
      return until === null
        ? [
            "The drive of Sealpost's own files takes nothing now: make room on it, or see why it fails. It goes on by itself.",
          ]
        : [`It is tried again by itself until ${until}.`];
    case 'their-disk':
      return until === null ? [] : [`It is tried there by itself until ${until}.`];
    case 'directory':
      return until === null
        ? []
        : [`It is asked again by itself until ${until}; after that it is not taken.`];
    case 'pieces':
      return until === null ? [] : [`They are waited for until ${until}.`];
    default:
      return [];
  }
}

import { assertNever } from '../../shared/assert-never.ts';
import type { IdentityStatus, Renewal } from '../../shared/identity.ts';
import { isolated } from '../../shared/isolated.ts';
import { endsIn } from './certificate-text.ts';
import type { FailureText } from './failure-text.ts';
import { formatDate, formatMoment } from './format.ts';
import { organisationOf, registrarOf } from './organisation-text.ts';
import type { GlyphName } from './status-text.ts';

type Ready = Extract<IdentityStatus, { kind: 'ready' }>;
type NotValid = Extract<IdentityStatus, { kind: 'certificate-not-valid' }>;
type Lost = Extract<IdentityStatus, { kind: 'keys-lost' }>;

const text = (code: string, title: string, body: string): FailureText => ({ code, title, body });
const day = 86_400_000;

/** Days before the end from which the certificate is said to end. */
const worthSaying = 30;

type Look = {
  readonly word: string;
  readonly hint: string;
  readonly glyph: GlyphName;
  readonly tone: string;
};

/** The own certificate in words, while it is valid. */
export function ownCertificate({ validUntil, renewal }: Ready, now: number): Look {
  if (validUntil - now > worthSaying * day)
    return {
      word: `Valid until ${formatDate(validUntil)}`,
      hint:
        renewal.kind === 'not-due'
          ? `Renewed by itself from ${formatDate(renewal.from)}.`
          : hints[renewal.kind],
      ...{ glyph: 'done', tone: 'ok' },
    };
  return {
    word: endsIn(validUntil, now),
    hint: `${formatMoment(validUntil)}. ${hints[renewal.kind]}`,
    ...{ glyph: 'waiting', tone: 'op' },
  };
}

const hints: Readonly<Record<Renewal['kind'], string>> = {
  'not-due': 'Renewed by itself; you do not have to do anything.',
  asked: 'The renewal is under way.',
  refused: 'The renewal was refused.',
};

/** The own certificate in words, while nothing can be sent with it. */
export function ownFault({ why, since }: NotValid): Look {
  const on = since === null ? '' : ` on ${formatMoment(since)}`;
  switch (why) {
    case 'ended':
      return { word: `Ended${on}`, hint: 'Not renewed in time.', glyph: 'none', tone: '' };
    case 'revoked':
      return { word: `Revoked${on}`, hint: '', glyph: 'failed', tone: 'no' };
    case 'list-ended':
    case 'list-missing':
      return { word: 'Cannot be checked now', hint: 'The fault is not yours.', glyph: 'warning', tone: 'op' };
    case 'not-valid':
      return { word: 'Not valid', hint: '', glyph: 'warning', tone: 'no' };
    default:
      return assertNever(why);
  }
}

/** Why nothing can be sent with the own certificate, and who can do what about it. */
export function certificateFaultText({ why, since, destination, renewal }: NotValid): FailureText {
  const organisation = organisationOf(destination);
  const registrar = registrarOf(organisation);
  switch (why) {
    case 'ended':
      return text(
        'CER-713',
        'Your certificate has ended. You can receive and open documents, but not send.',
        renewal.kind === 'asked'
          ? `A new one is asked for. Your old key cannot vouch for it any more: read the code below on the phone to ${registrar}, as when you set up.`
          : `The renewal was not answered in time, and your old key cannot vouch for a new one any more. Ask again; you read a code on the phone to ${registrar}, as when you set up.`,
      );
    case 'revoked':
      return text(
        'CER-721',
        `Your certificate was revoked${since === null ? '' : ` on ${formatMoment(since)}`}. You cannot send.`,
        renewal.kind === 'asked'
          ? `Nobody accepts what this key signs. A new key is made and asked for: read the code below on the phone to ${registrar}, on a number you already know.`
          : `Nobody accepts what this key signs. If you did not report this, call ${registrar} on a number you already know. If your key was lost or stolen, make a new one for the same address.`,
      );
    case 'list-ended':
      return text(
        'CER-714',
        `The list of revoked certificates of ${organisation} ended${since === null ? '' : ` on ${formatDate(since)}`}. Nothing can be sent.`,
        `Nobody can tell which certificates still count. What was sent before is still received. Tell ${registrar} to open Sealpost on the computer that renews the list; then it goes on by itself.`,
      );
    case 'list-missing':
      return text(
        'CER-716',
        `The list of revoked certificates of ${organisation} is missing. Nothing can be sent.`,
        `Without it nobody can tell which certificates still count. Tell ${registrar} to open Sealpost on the computer that renews the list; then it goes on by itself.`,
      );
    case 'not-valid':
      return text(
        'CER-715',
        'Your certificate does not check. You can receive and open documents, but not send.',
        `It may be for another key, or from another root. Ask ${registrar} for a new one.`,
      );
    default:
      return assertNever(why);
  }
}

/** How close the end is while nobody answers the renewal; null where nothing has to be said. */
export function lateRenewal({ validUntil, renewal }: Ready, now: number): 'week' | 'day' | null {
  if (renewal.kind === 'not-due') return null;
  const left = validUntil - now;
  if (left <= day) return 'day';
  return left <= 7 * day ? 'week' : null;
}

/** The renewal is not answered, or was refused. */
export function renewalText(own: Ready, now: number): FailureText | null {
  const { renewal, destination, validUntil } = own;
  const registrar = registrarOf(organisationOf(destination));
  if (renewal.kind === 'refused') return renewalRefused(renewal.reason);
  const late = lateRenewal(own, now);
  if (renewal.kind !== 'asked' || late === null) return null;
  const since = `Nobody has answered the renewal since ${formatDate(renewal.since)}.`;
  return late === 'week'
    ? text(
        'CER-711',
        since,
        `The computer that answers requests seems to be off. Ask ${registrar} to open Sealpost there. When it is answered in time, no code has to be compared.`,
      )
    : text(
        'CER-712',
        since,
        `Call ${registrar} today. From ${formatMoment(validUntil)} on you can receive, but not send; then a code has to be compared on the phone again.`,
      );
}

export const renewalRefused = (reason: string): FailureText =>
  text('CER-717', 'Your renewal was refused.', `${quoted(reason)} You can ask again when that is mended.`);

/** The registrar refused the first request. */
export const requestRefusedText = (reason: string): FailureText =>
  text(
    'CER-718',
    'Your request was refused.',
    `${quoted(reason)} Ask again when that is mended, or start set-up again.`,
  );

const quoted = (reason: string): string =>
  reason.trim() === '' ? 'No reason was given.' : `The reason: “${isolated(reason.trim())}”`;

/** The keys of this installation are gone: what it means, and what has to happen. */
export function keysLostText({ why, destination }: Lost): FailureText {
  const registrar = registrarOf(organisationOf(destination));
  const lost = `what was sent to it and is not opened yet stays closed; ask for that again. Saved documents are untouched. Then make a new key for the same address: ${registrar} compares its code with you.`;
  return why === 'keyring-emptied'
    ? text(
        'KEY-310',
        "This computer's keyring cannot open your key any more.",
        `It was emptied, or it is another one. Sign in as you did when you set Sealpost up, or put back a copy of that keyring, and start Sealpost again. If that keyring is gone for good, so is your key: ${lost}`,
      )
    : text(
        'KEY-311',
        'Your key is lost: its files are not on this computer any more.',
        `If you have a copy of the folder of Sealpost, put it back first and start Sealpost again. Else your key is gone: ${lost}`,
      );
}

export const makeNewKeyQuestion = (destination: string) => ({
  title: `Make a new key for ${destination}?`,
  body: 'What was sent to the old key and is not opened yet can never be opened, unless its keyring comes back. Your old certificate is revoked when the new one is approved.',
  no: 'Cancel',
  yes: 'Make a new key',
});

export const askAfterRevocation = (destination: string) => ({
  title: `Make a new key for ${destination}?`,
  body: 'Its certificate is asked for at once. You read a code on the phone, as when you set up.',
  no: 'Cancel',
  yes: 'Make a new key',
});

/** Why New transfer is off; null where it is not. What is queued already stays and goes by itself afterwards. */
export function cannotSendText(status: IdentityStatus | null): FailureText | null {
  if (status?.kind === 'certificate-not-valid') return certificateFaultText(status);
  if (status?.kind === 'keys-lost') return keysLostText(status);
  return null;
}

/** The line over the window: what is wrong, in a sentence. */
export function certificateStrip(status: NotValid): string {
  switch (status.why) {
    case 'ended':
      return 'Your certificate has ended. You can receive, but not send.';
    case 'revoked':
      return `Your certificate was revoked${status.since === null ? '' : ` on ${formatMoment(status.since)}`}. You cannot send.`;
    case 'list-ended':
    case 'list-missing':
    case 'not-valid':
      return certificateFaultText(status).title;
    default:
      return assertNever(status.why);
  }
}

/** The line over the window while nobody answers the renewal. */
export function renewalStrip(own: Ready, now: number): string | null {
  const late = lateRenewal(own, now);
  if (late === null) return null;
  const answer =
    own.renewal.kind === 'refused' ? 'the renewal was refused' : 'the renewal is not answered yet';
  if (late === 'week') return `Your certificate ${endsIn(own.validUntil, now).toLowerCase()}, and ${answer}.`;
  return `Your certificate ${endsIn(own.validUntil, now).toLowerCase()}, at ${formatMoment(own.validUntil)}. After that you can receive, but not send.`;
}

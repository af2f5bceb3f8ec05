import { assertNever } from '../../shared/assert-never.ts';
import type { IssuedCertificate, RevocationReason } from '../../shared/registrar.ts';
import type { FailureText } from './failure-text.ts';
import { firstName, formatDate } from './format.ts';
import type { GlyphName } from './status-text.ts';

type Look = { readonly word: string; readonly glyph: GlyphName; readonly tone: 'ok' | 'op' | 'no' | '' };

const day = 86_400_000;

/** "Ends in 14 days", "Ends tomorrow", "Ends today". */
export function endsIn(until: number, now: number): string {
  const startOf = (time: number): number => new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((startOf(until) - startOf(now)) / day);
  if (days <= 0) return 'Ends today';
  return days === 1 ? 'Ends tomorrow' : `Ends in ${days} days`;
}

/** State words of an issued certificate. Ended and revoked are never the same word. */
export function certificateState({ state, validUntil, replaced }: IssuedCertificate, now: number): Look {
  switch (state.kind) {
    case 'valid':
      return replaced
        ? { word: 'Replaced by a newer one', glyph: 'none', tone: '' }
        : { word: `Valid until ${formatDate(validUntil)}`, glyph: 'done', tone: 'ok' };
    case 'ends-soon':
      return { word: endsIn(validUntil, now), glyph: 'waiting', tone: 'op' };
    case 'ended':
      return { word: `Ended on ${formatDate(validUntil)}`, glyph: 'none', tone: '' };
    case 'revoked':
      return { word: `Revoked on ${formatDate(state.at)}`, glyph: 'failed', tone: 'no' };
    default:
      return assertNever(state);
  }
}

/** What happened: it decides what still counts. */
export const revocationOptions = (label: string) => {
  const name = firstName(label);
  return [
    {
      value: 'stolen',
      label: 'The computer or the key was lost or stolen',
      hint: 'Nothing signed with it counts any more, also not what was signed before today. Receipts with it lose their proof.',
    },
    {
      value: 'broken',
      label: 'The computer broke; nobody else can have the key',
      hint: 'What was signed until now stays proven.',
    },
    {
      value: 'left',
      label: `${name} has left`,
      hint: 'What was signed until now stays proven. From now on nobody can send to this address, and nothing it sends is accepted.',
    },
    {
      value: 'changed',
      label: 'The name or the address has changed',
      hint: `What was signed until now stays proven. ${name} asks for a certificate with the new one.`,
    },
    {
      value: 'mistake',
      label: 'The certificate should not have been issued',
      hint: 'Nothing signed with it counts any more. Choose this if you approved the wrong person.',
    },
  ] as const;
};

export const revocationReason: Readonly<Record<RevocationReason, string>> = {
  stolen: 'The computer or the key was lost or stolen.',
  broken: 'The computer broke; nobody else can have the key.',
  left: 'The person has left.',
  changed: 'The name or the address has changed.',
  mistake: 'The certificate should not have been issued.',
};

/** Nothing that was signed with it counts, earlier neither (keyCompromise). */
export const countsForNothing = (why: RevocationReason | null): boolean =>
  why === null || why === 'stolen' || why === 'mistake';

/** What the person is told whose app has not asked for a renewal. */
export const renewalReminder = ({ validUntil }: IssuedCertificate): string =>
  `Please open Sealpost once before ${formatDate(validUntil)}, and leave it open until it is connected: your certificate ends then, and the app renews it by itself.`;

/** The app of the person has not asked for a renewal. */
export const notRenewedText = ({ label, validUntil }: IssuedCertificate): FailureText => ({
  code: 'REG-722',
  title: `${firstName(label)}'s app has not asked for a renewal.`,
  body: `It asks by itself, when it is open and connected. If it is not opened before ${formatDate(validUntil)}, ${firstName(label)} can still receive, but not send, and you have to compare a new code.`,
});

import type { CertificateRequest, RequestKind } from '../../shared/registrar.ts';
import { firstName, formatDate } from './format.ts';
import type { GlyphName } from './status-text.ts';

/** The kinds, in words of the list, and what they mean. */
export const kindText: Readonly<Record<RequestKind, { readonly word: string; readonly hint: string }>> = {
  new: { word: 'New', hint: 'This address never had a certificate.' },
  renewal: { word: 'Renewal, proven with the old key', hint: 'The old certificate vouches for it.' },
  'late-renewal': {
    word: 'Renewal, came too late',
    hint: 'The old certificate has ended, so it vouches for nothing.',
  },
  'new-key': { word: 'New key, old one lost', hint: 'Not signed with the old key.' },
};

/** What has to be looked at. An address whose certificate ended or was revoked is not one that never had any. */
export const kindHint = ({ kind, current }: Pick<CertificateRequest, 'kind' | 'current'>): string =>
  kind === 'new' && current
    ? 'This address had a certificate before; it counts no more, and vouches for nothing.'
    : kindText[kind].hint;

type Look = { readonly word: string; readonly glyph: GlyphName; readonly tone: 'ok' | 'op' | '' };

/** State words of a row, and how they look. */
export function requestState({ kind, state }: CertificateRequest): Look {
  switch (state.kind) {
    case 'waiting':
      return { word: kindText[kind].word, glyph: 'waiting', tone: 'op' };
    case 'approved':
      if (state.by === 'policy')
        return { word: kind === 'renewal' ? 'Renewed by itself' : 'Your own', glyph: 'done', tone: 'ok' };
      return {
        word: state.by === 'person' ? 'Approved' : 'Approved by another registrar',
        glyph: 'done',
        tone: 'ok',
      };
    case 'refused':
      return { word: 'Refused', glyph: 'stopped', tone: '' };
  }
}

/** What is missing before Approve opens; null where nothing is. */
export function approveMissing(
  rows: number,
  compared: string | null,
  needsOldKey: boolean,
  oldKey: string | null,
): string | null {
  const missing = [
    rows < 3 ? 'all 3 rows are ticked' : null,
    compared === null ? 'you have said how you compared' : null,
    needsOldKey && oldKey === null ? 'you have said what became of the old key' : null,
  ].filter((part) => part !== null);
  if (missing.length === 0) return null;
  const last = missing.pop();
  return `Approve opens when ${missing.length > 0 ? `${missing.join(', ')} and ${last}` : last}.`;
}

export type RefusalReason = 'different' | 'wrong-name' | 'unknown' | 'other';

/** The reasons of a refusal, and what the person then reads; the registrar may change the words. */
export const refusalOptions = (label: string) => {
  const name = firstName(label);
  return [
    {
      value: 'different',
      label: 'The code was different',
      hint: `Tell ${name} to set up again. If it differs again, somebody may be changing what is sent.`,
    },
    {
      value: 'wrong-name',
      label: 'The name or the address is wrong',
      hint: `${name} starts set-up again with the right one.`,
    },
    { value: 'unknown', label: 'I do not know this person' },
    { value: 'other', label: 'Another reason' },
  ] as const;
};

export const refusalWords: Readonly<Record<RefusalReason, string>> = {
  different: 'The code that you read was not the one I see. Please start set-up again and call me.',
  'wrong-name': 'Your name or your address is not right. Please start set-up again with the right one.',
  unknown: 'I do not know you. Please call me before you ask again.',
  other: '',
};

/** How the old certificate stands, where a new key asks for its address. */
export const currentText = ({ current, label }: CertificateRequest): string | null =>
  current && `${firstName(label)} already has a certificate, valid until ${formatDate(current.validUntil)}.`;

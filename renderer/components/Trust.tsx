import { BookUser, CircleDashed, TriangleAlert } from 'lucide-react';
import type { Destination } from '../../shared/destination.ts';

const words = {
  directory: { text: 'In the directory, not checked by you', Icon: BookUser, tone: 'op' },
  unknown: { text: 'Not in the directory', Icon: CircleDashed, tone: 'op' },
  'not-proven': { text: 'Not proven for this document', Icon: TriangleAlert, tone: 'no' },
  'not-valid': { text: 'Certificate not valid now', Icon: TriangleAlert, tone: 'no' },
  ended: { text: 'Certificate ended', Icon: CircleDashed, tone: 'op' },
  revoked: { text: 'Certificate revoked', Icon: TriangleAlert, tone: 'no' },
  unchecked: { text: 'Certificate cannot be checked now', Icon: TriangleAlert, tone: 'op' },
} as const;

export type TrustWord = keyof typeof words;

export const trustText = (word: TrustWord): string => words[word].text;

/** How far somebody of the directory is known. Ended is no fault, revoked is one. */
export function trustOf({ certified, fault }: Destination): TrustWord {
  if (certified) return 'directory';
  switch (fault?.why) {
    case 'ended':
    case 'revoked':
      return fault.why;
    case 'list-ended':
    case 'list-missing':
      return 'unchecked';
    default:
      return 'not-valid';
  }
}

/** How far a person is known: words in a field of their own, never beside the name. */
export function Trust({ word }: { readonly word: TrustWord }) {
  const { text, Icon, tone } = words[word];
  return (
    <span className={`trust ${tone}`}>
      <Icon className="i" aria-hidden="true" />
      <span>{text}</span>
    </span>
  );
}

import { BookUser, CircleDashed, TriangleAlert } from 'lucide-react';

export type TrustWord = 'directory' | 'unknown' | 'not-proven' | 'not-valid';

const words = {
  directory: { text: 'In the directory, not checked by you', Icon: BookUser, tone: 'op' },
  unknown: { text: 'Not in the directory', Icon: CircleDashed, tone: 'op' },
  'not-proven': { text: 'Not proven for this document', Icon: TriangleAlert, tone: 'no' },
  'not-valid': { text: 'Certificate not valid now', Icon: TriangleAlert, tone: 'no' },
} as const;

export const trustText = (word: TrustWord): string => words[word].text;

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

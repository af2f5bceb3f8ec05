import type { GlyphName } from '../text/status-text.ts';
import { Glyph } from './Glyph.tsx';

type Look = { readonly word: string; readonly glyph: GlyphName; readonly tone: string };

/** A state in words with its glyph, as in the rows of every list. */
export const StateWord = ({ look: { word, glyph, tone } }: { readonly look: Look }) => (
  <span className={`stat num ${tone}`}>
    <Glyph name={glyph} />
    <span>{word}</span>
  </span>
);

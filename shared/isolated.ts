/** Hebrew, Arabic and the other scripts that are written from right to left. */
const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const strong = /\p{L}/u;

/** The direction of a name: that of its first letter. */
export function directionOf(name: string): 'ltr' | 'rtl' {
  const first = strong.exec(name)?.[0] ?? '';
  return rightToLeft.test(first) ? 'rtl' : 'ltr';
}

/**
 * A name inside a sentence of plain text, in its own direction: what stands after it stays after it, and
 * its extension is not taken apart from it. A name with nothing written from right to left needs no marks
 * for that.
 */
export const isolated = (name: string): string => (rightToLeft.test(name) ? `\u2068${name}\u2069` : name);

/**
 * A name inside a sentence of plain text, in its own direction: a right-to-left name takes nothing of
 * the sentence inside, and what stands after it stays after it.
 */
export const isolated = (name: string): string => `\u2068${name}\u2069`;

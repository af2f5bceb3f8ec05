/** Letters that Unicode does not split into a letter and a mark, and that people type without it. */
const alike: Readonly<Record<string, string>> = {
  ...{ ł: 'l', đ: 'd', ð: 'd', ø: 'o', ħ: 'h', ŧ: 't', ı: 'i', þ: 'th' },
  ...{ ß: 'ss', æ: 'ae', œ: 'oe' },
};
/** Scripts without spaces between words: each character is a word of its own. */
const unspaced =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/gu;
const notWord = /[^\p{L}\p{N}]+/gu;

/** Words as the search knows them: in lower case, without marks, apart by one space. "Wójcik" is "wojcik". */
export function words(text: string): readonly string[] {
  const folded = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[łđðøħŧıþßæœ]/g, (letter) => alike[letter] ?? letter);
  return folded
    .replace(unspaced, ' $& ')
    .split(notWord)
    .filter((word) => word !== '');
}

/**
 * Stands between two texts, so that words which follow one another are of one text. SQLite takes a
 * character for private use as a word; no search has one.
 */
const boundary = ' \u{E000} ';

/** What the database indexes of a transfer. */
export const searchText = (texts: readonly (string | null | undefined)[]): string =>
  texts.map((text) => words(text ?? '').join(' ')).join(boundary);

/**
 * What a person typed, as a query of SQLite's FTS5: each word begins a word of the transfer, and
 * characters of scripts without spaces follow one another. Null where nothing is sought.
 */
export function searchQuery(search: string): string | null {
  const phrases = search
    .split(/\s+/)
    .map(words)
    .filter((phrase) => phrase.length > 0);
  return phrases.length === 0 ? null : phrases.map((phrase) => `"${phrase.join(' ')}" *`).join(' AND ');
}

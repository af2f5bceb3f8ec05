import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { SqlDatabase } from '../../storage/database.ts';
import { searchQuery, searchText, words } from './search-text.ts';

/** The full-text index of the journal, with one row. */
const database = new SqlDatabase(':memory:');
database.exec(`CREATE VIRTUAL TABLE one USING fts5 (words, tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* C*'",
  prefix = '1 2 3')`);
afterAll(() => database.close());

/** Whether a search finds a transfer of these texts. */
function finds(search: string, ...texts: readonly (string | null)[]): boolean {
  const query = searchQuery(search);
  if (query === null) return true;
  database.run('DELETE FROM one');
  database.run('INSERT INTO one (words) VALUES (?)', searchText(texts));
  return database.first('SELECT 1 FROM one WHERE one MATCH ?', query) !== null;
}

describe('words', () => {
  it.each([
    ['Wójcik', ['wojcik']],
    ['Łódź ŁÓDŹ', ['lodz', 'lodz']],
    ['Ørsted, Đorđe', ['orsted', 'dorde']],
    ['Straße STRASSE', ['strasse', 'strasse']],
    ['Æther œuvre þing', ['aether', 'oeuvre', 'thing']],
    ['İstanbul ısı', ['istanbul', 'isi']],
    ['ﬁle № ２０２６', ['file', 'no', '2026']],
    ['q3_report-v2.final.PDF', ['q3', 'report', 'v2', 'final', 'pdf']],
    ['見積書2026.pdf', ['見', '積', '書', '2026', 'pdf']],
    [' \t\n', []],
  ])('of %j are known without case and marks', (text, expected) => {
    expect(words(text)).toEqual(expected);
  });
});

describe('a search', () => {
  it.each([
    ['wojcik', 'Anna Wójcik'],
    ['WÓJ', 'Anna Wojcik'],
    ['lodz', 'Raport Łódź, Q3.pdf'],
    ['hauptstrasse', 'Hauptstraße 5.pdf'],
    ['orsted angebot', 'Angebot Ørsted.docx'],
    ['osterreich', 'Österreich.pdf'],
    ['anna.wojcik@acme', 'anna.wojcik@acme'],
    ['anna.wo', 'anna.wojcik@acme'],
    ['wojcik@ac', 'anna.wojcik@acme'],
    ['@acme', 'anna.wojcik@acme'],
    ['a3bb189e-8bf9-48', 'a3bb189e-8bf9-4888-9912-ace4e6543002'],
    ['A3BB189E', 'a3bb189e-8bf9-4888-9912-ace4e6543002'],
    ['積書', '御見積書2026.pdf'],
    ['東京', '株式会社東京支店.pdf'],
    ['ชี', 'บัญชีรายปี.xlsx'],
    ['カタ', 'ｶﾀログ.pdf'],
    ['report 20', 'Report (2026).pdf'],
  ])('for %j finds %j', (search, text) => {
    expect(finds(search, null, text, 'other')).toBe(true);
  });

  it.each([
    ['jcik', 'Anna Wójcik'],
    ['report minutes', 'Report.pdf'],
    ['書見', '御見積書.pdf'],
    ['acme@anna', 'anna@acme'],
    // The words of an address follow one another.
    ['anna.martin', 'anna.wojcik martin'],
  ])('for %j does not find %j', (search, text) => {
    expect(finds(search, text)).toBe(false);
  });

  it('does not take the end of one text and the beginning of the next for one', () => {
    expect(finds('anna@acme', 'to anna', 'acme')).toBe(false);
  });

  it('for nothing but spaces and signs seeks nothing', () => {
    for (const search of ['', '  ', '"', '***', '" "" (', '- :']) expect(searchQuery(search)).toBeNull();
  });

  it.each([
    '"',
    'a"b',
    'NOT',
    'AND OR',
    'NEAR(a b)',
    'words:a',
    '^a',
    'a*',
    '-a',
    '(a',
    "'",
    '{a b}:c',
    'a + b',
  ])('for %j is no command to the database', (search) => {
    expect(() => finds(search, 'Report.pdf')).not.toThrow();
  });

  it.each(['\u19b0', '\u{1e900}', '\u{31350}'])(
    'finds a letter that is younger than the tables of SQLite: %s',
    (letter) => {
      expect(finds(letter, `Plan ${letter}.pdf`)).toBe(true);
    },
  );

  it('never fails, whatever a person types, and finds a document by its whole name', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.string({
        unit: fc.constantFrom('"', '*', '(', ')', ':', '^', '-', '+', ' ', 'a', 'OR', 'NOT', '積'),
      }),
    );
    fc.assert(
      fc.property(typed, (text) => {
        expect(() => finds(text, 'Report.pdf')).not.toThrow();
        expect(finds(text, 'before', text, 'after')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

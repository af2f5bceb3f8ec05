import { expect, test } from 'vitest';
import { formatSize } from '../../shared/format-size.ts';
import { dayOf, documentKind, formatTimeLeft, groupsOf, splitName } from './format.ts';

test.each([
  [0, '0 bytes'],
  [1, '1 byte'],
  [999, '999 bytes'],
  [1_000, '1 KB'],
  [318_000, '318 KB'],
  [2_400_000, '2.4 MB'],
  [412_000_000, '412 MB'],
  [1_300_000_000, '1.3 GB'],
])('the size of %d bytes', (bytes, text) => {
  expect(formatSize(bytes)).toBe(text);
});

test('sizes are read aloud in full', () => {
  expect(formatSize(2_400_000, 'long')).toBe('2.4 megabytes');
});

test.each([
  ['Q3 report.pdf', 'ort.pdf'],
  ['no extension', 'ion'],
  ['archive.tar.gz', 'tar.gz'],
  ['.bashrc', 'hrc'],
  ['a.pdf', 'a.pdf'],
  ['x', 'x'],
])('%s keeps its end in sight', (name, end) => {
  const [head, tail] = splitName(name);
  expect(tail).toBe(end);
  expect(head + tail).toBe(name);
});

test('a name is never cut inside a character', () => {
  expect(splitName('reports 😀ab')).toEqual(['reports ', '😀ab']);
});

test.each([
  [4_000, 'a few seconds left'],
  [33_000, 'about 30 seconds left'],
  [58_000, 'about a minute left'],
  [118_000, 'about 2 minutes left'],
  [3_600_000, 'about an hour left'],
])('%d ms are rounded', (milliseconds, text) => {
  expect(formatTimeLeft(milliseconds)).toBe(text);
});

test('days follow the calendar, not the hours', () => {
  const now = new Date(2026, 10, 24, 0, 5).getTime();
  expect(dayOf(now - 10 * 60_000, now)).toBe('Yesterday');
  expect(dayOf(now - 25 * 3_600_000, now)).toBe('Earlier');
  expect(dayOf(now, now)).toBe('Today');
});

test('kinds and code groups', () => {
  expect(documentKind('a.pdf')).toBe('PDF');
  expect(documentKind('README')).toBe('Document');
  expect(groupsOf(' 12345 67890 ')).toEqual(['12345', '67890']);
});

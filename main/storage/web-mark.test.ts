import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { temporaryFolders } from './test-support.ts';
import { markFromWeb, webMarkOf } from './web-mark.ts';

const folder = temporaryFolders();

test('on Windows a document says that it came over the net, in the stream where the system looks', () => {
  expect(webMarkOf('C:\\Users\\Bob\\Documents\\Sealpost\\Report.pdf', 'win32')).toEqual({
    path: 'C:\\Users\\Bob\\Documents\\Sealpost\\Report.pdf:Zone.Identifier',
    text: '[ZoneTransfer]\r\nZoneId=3\r\n',
  });
  for (const platform of ['linux', 'darwin'] as const) expect(webMarkOf('/a.pdf', platform)).toBe(null);
});

// On another system the stream is a file beside the document: it shows what is written, and where.
test.skipIf(process.platform === 'win32')('the mark is written on Windows only', async () => {
  const path = join(folder(), 'Report.pdf');
  writeFileSync(path, 'content');
  await markFromWeb(path, 'linux');
  expect(existsSync(`${path}:Zone.Identifier`)).toBe(false);
  await markFromWeb(path, 'win32');
  expect(readFileSync(`${path}:Zone.Identifier`, 'latin1')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n');
  expect(readFileSync(path, 'utf8')).toBe('content');
});

test('where the mark cannot be written, the document is as it was, and that is written down', async () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {});
  const dir = folder();
  // With the stream behind it the name is too long.
  const path = join(dir, 'x'.repeat(250));
  writeFileSync(path, 'content');
  await markFromWeb(path, 'win32');
  expect([readdirSync(dir), readFileSync(path, 'utf8')]).toEqual([['x'.repeat(250)], 'content']);
  expect(written).toHaveBeenCalledOnce();
  written.mockRestore();
});

test('a document that is gone is not made anew, empty, by its mark', async () => {
  const written = vi.spyOn(console, 'error').mockImplementation(() => {});
  const dir = folder();
  await markFromWeb(join(dir, 'Report.pdf'), 'win32');
  expect(readdirSync(dir)).toEqual([]);
  expect(written).toHaveBeenCalledOnce();
  written.mockRestore();
});

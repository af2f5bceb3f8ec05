import { open, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Where Windows looks for where a file came from, and what stands there for one that came over the net: then
 * SmartScreen asks before a program runs, and Office keeps macros from running. Null on other systems: macOS
 * marks by itself what the app writes (`LSFileQuarantineEnabled` in electron-builder.yml), Linux knows no mark.
 */
export const webMarkOf = (
  path: string,
  platform: NodeJS.Platform,
): { readonly path: string; readonly text: string } | null =>
  platform === 'win32' ? { path: `${path}:Zone.Identifier`, text: '[ZoneTransfer]\r\nZoneId=3\r\n' } : null;

/**
 * Marks a document as one that came over the net. It is kept all the same where its drive takes no mark, as FAT
 * does: that is written down, and nobody is told that the document has one.
 */
export async function markFromWeb(path: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  const mark = webMarkOf(path, platform);
  if (!mark) return;
  try {
    const document = await open(path, 'r');
    try {
      await writeFile(mark.path, mark.text);
      // Where it was taken away meanwhile, Windows made an empty file for the mark: nobody may take that for the document.
      const [before, now] = [await document.stat({ bigint: true }), await stat(path, { bigint: true })];
      if (before.ino !== now.ino) await rm(path, { force: true });
    } finally {
      await document.close();
    }
  } catch (error) {
    console.error('a received document could not be marked as one that came over the net', error);
  }
}

import { spawnSync } from 'node:child_process';
import { app } from 'electron';

const utf8 = 'C.UTF-8';

type Answer = { readonly error?: Error; readonly stdout: string; readonly stderr: string };

/**
 * On Linux Chromium reads names of documents by the C library's locale. In one that is not UTF-8, and also where a
 * single category names a locale that is not installed, a document named "Müller.pdf" cannot be dropped
 * (docs/decisions/0008). @returns true where the app starts again in a locale that knows every name
 */
export function startsAgainInUtf8(): boolean {
  if (process.platform !== 'linux' || !losesNames(process.env.LC_ALL, askLocale)) return false;
  process.env.LC_ALL = utf8;
  app.relaunch();
  app.exit(0);
  return true;
}

/** @param ask what `locale charmap` says: the encoding, and complaints about what is not installed */
export function losesNames(localeOfAll: string | undefined, ask: () => Answer): boolean {
  // A second start would change nothing.
  if (localeOfAll === utf8) return false;
  const { error, stdout, stderr } = ask();
  if (error) return false;
  return stdout.trim() !== 'UTF-8' || stderr !== '';
}

const askLocale = (): Answer => spawnSync('locale', ['charmap'], { encoding: 'utf8', timeout: 2_000 });

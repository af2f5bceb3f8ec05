import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const checkoutDir = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

export const isRoot = process.getuid?.() === 0;

/**
 * Where downloads are kept, outside the checkout. Root uses a folder that the plain user, as whom
 * the app then runs, can read.
 */
export const cacheDir =
  process.env.SEALPOST_CACHE ??
  (isRoot
    ? '/var/cache/sealpost'
    : join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sealpost'));

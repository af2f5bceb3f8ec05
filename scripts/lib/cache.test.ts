import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
// @ts-expect-error: what runs before anything is installed is JavaScript without types
import { fillCache } from './cache.mjs';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sealpost-test-cache-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

const fillWith =
  (text: string, meanwhile = () => {}) =>
  (temporaryDir: string): string => {
    writeFileSync(join(temporaryDir, 'jar'), text);
    meanwhile();
    return temporaryDir;
  };

it('a folder is there as a whole, and nothing else stays', async () => {
  await fillCache('kafka-4.4.0', 'kafka', fillWith('one'), dir);
  expect(readdirSync(dir)).toEqual(['kafka-4.4.0']);
});

it('of two first runs at once, both use what was there first', async () => {
  const otherRun = (): void => {
    mkdirSync(join(dir, 'kafka-4.4.0'));
    writeFileSync(join(dir, 'kafka-4.4.0', 'jar'), 'first');
  };
  const path = await fillCache('kafka-4.4.0', 'kafka', fillWith('second', otherRun), dir);
  expect(readFileSync(join(path, 'jar'), 'utf8')).toBe('first');
  expect(readdirSync(dir)).toEqual(['kafka-4.4.0']);
});

it('what an interrupted run left goes after a day, what is at work or finished stays', async () => {
  for (const name of ['kafka-aB3dE6', 'kafka-aB3dE7', 'kafka-4.3.0']) mkdirSync(join(dir, name));
  const longAgo = Date.now() / 1000 - 25 * 60 * 60;
  for (const name of ['kafka-aB3dE6', 'kafka-4.3.0']) utimesSync(join(dir, name), longAgo, longAgo);
  const fails = (): never => {
    throw new Error('interrupted');
  };
  await expect(fillCache('kafka-4.4.0', 'kafka', fails, dir)).rejects.toThrow('interrupted');
  expect(readdirSync(dir).sort()).toEqual(['kafka-4.3.0', 'kafka-aB3dE7']);
  expect(existsSync(join(dir, 'kafka-4.4.0'))).toBe(false);
});

import { renameSync } from 'node:fs';
import { readFile, rename } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { keepPathsOut, textWithoutPaths } from './without-paths.ts';

const profile = '/home/dora/.config/Sealpost';

/** What a log has of it. */
function logOf(...said: readonly unknown[]): string {
  let printed = '';
  const print = (text: string): void => {
    printed += `${text}\n`;
  };
  const log = { error: print, warn: print, info: print, log: print };
  keepPathsOut(log, profile);
  (log.error as Console['error'])(...said);
  return printed;
}

const failed = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.unreachable(),
    (error: Error) => error,
  );

const names = [
  'Secret contract.pdf',
  "Dora's secret, (2).pdf",
  'secret -> x.pdf',
  'secret\nlines.pdf',
  'секрет.pdf',
];

test.each(names)(
  'an error of the file system says what failed, not with which document: %j',
  async (name) => {
    const error = await failed(readFile(`/nowhere/${name}`));
    const log = logOf('a document was not saved', error);
    expect(log).not.toMatch(/secret|секрет|lines|Dora|nowhere/i);
    expect(log).toMatch(
      /^a document was not saved \[?Error: ENOENT: no such file or directory, open '‹path›'/,
    );
    expect(log).toContain("code: 'ENOENT'");
    expect(log).toContain("syscall: 'open'");
  },
);

test('both names of a move are left out, also in a cause, and where it was in code stays', async () => {
  const moved = await failed(rename('/nowhere/Secret.part', '/nowhere/Secret.pdf'));
  const log = logOf(new Error('saving failed', { cause: new AggregateError([moved], 'all of it') }));
  expect(log).not.toMatch(/Secret|nowhere\//);
  expect(log).toContain('saving failed');
  expect(log).toContain("syscall: 'rename'");
  try {
    renameSync('/nowhere/Secret.part', '/nowhere/Secret.pdf');
  } catch (error) {
    expect(logOf(error)).toMatch(/\n {4}at .*without-paths\.test\.ts:\d+/);
    expect(logOf(error)).not.toContain('Secret');
  }
});

test.each([
  // A worker tells its error as a text.
  [
    "Error: EACCES: permission denied, open '/home/dora/Secret's (2).pdf'",
    "Error: EACCES: permission denied, open '‹path›'",
  ],
  [
    "EPERM: operation not permitted, open 'C:\\Users\\Dora\\Secret plan.pdf'",
    "EPERM: operation not permitted, open '‹path›'",
  ],
  ['not opened: \\\\server\\share\\Secret.pdf', 'not opened: ‹path›'],
  ['not opened: file:///home/dora/Secret%20plan.pdf', 'not opened: ‹path›'],
  ['AnotherFolder: /home/dora/Secret papers', 'AnotherFolder: ‹path›'],
  // Another folder only begins like the profile.
  [`no: '${profile}2/Secret.pdf'`, "no: '‹path›'"],
  [`no: '${profile} of Dora/Secret.pdf'`, "no: '‹path›'"],
  // What is no document stays as it is.
  [
    `EACCES: permission denied, open '${profile}/transfers.sqlite'`,
    "EACCES: permission denied, open '‹profile›/transfers.sqlite'",
  ],
  ['connect ECONNREFUSED 127.0.0.1:9092', 'connect ECONNREFUSED 127.0.0.1:9092'],
  [
    'a token from https://login.example.org/oauth/token: 401',
    'a token from https://login.example.org/oauth/token: 401',
  ],
  ['application/json and/or 5 / 6', 'application/json and/or 5 / 6'],
  [
    '    at save (file:///opt/Sealpost/main/index.js:1:2)',
    '    at save (file:///opt/Sealpost/main/index.js:1:2)',
  ],
])('%j is logged as %j', (text, safe) => {
  expect(textWithoutPaths(text, null, profile)).toBe(safe);
  expect(logOf(text)).toBe(`${safe}\n`);
});

test('other values are logged as ever', () => {
  expect(logOf('shards were left out:', 'no-space', 3, undefined)).toBe(
    'shards were left out: no-space 3 undefined\n',
  );
});

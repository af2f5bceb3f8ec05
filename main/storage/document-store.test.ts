import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../clock/system-clock.ts';
import { clearParts, partIn } from '../files/parts.ts';
import { FolderDocumentStore } from './document-store.ts';
import { ReceivedFolder } from './received-folder.ts';
import { temporaryFolders } from './test-support.ts';

const folder = temporaryFolders();

/** The app's own folder, made where it is not there. */
const asFolder = (path: () => string): ReceivedFolder =>
  new ReceivedFolder(
    () => ({ path: path(), isChosen: false, mark: null }),
    () => {},
    systemClock,
  );

type Place = { readonly dir: string; readonly store: FolderDocumentStore };
function place(dir = join(folder(), 'Received')): Place {
  return { dir, store: new FolderDocumentStore(asFolder(() => dir)) };
}

/** A verified document that waits for its name. */
function temporary(text: string, dir = folder()): string {
  const path = join(dir, 'one.plain');
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

const contents = (dir: string): Readonly<Record<string, string>> =>
  Object.fromEntries(readdirSync(dir).map((name) => [name, readFileSync(join(dir, name), 'utf8')]));

async function receive(
  { store }: Place,
  name: string,
  text: string,
  from = temporary(text),
): Promise<string> {
  const { path } = await store.reserve(name);
  return store.keep(from, path);
}

describe('a received document', () => {
  it('gets its name, is readable only by the person, and leaves nothing behind', async () => {
    const to = place();
    const from = temporary('content');
    const path = await receive(to, 'Report.pdf', 'content', from);
    expect(path).toBe(join(to.dir, 'Report.pdf'));
    expect(contents(to.dir)).toEqual({ 'Report.pdf': 'content' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(from)).toBe(false);
  });

  it('gets another name beside one that is there, whatever was sent', async () => {
    const to = place();
    for (const text of ['a', 'b', 'c']) await receive(to, 'Report.pdf', text);
    expect(contents(to.dir)).toEqual({ 'Report.pdf': 'a', 'Report (2).pdf': 'b', 'Report (3).pdf': 'c' });
  });

  it('gets another name beside one that is on its way', async () => {
    const { store } = place();
    const names = await Promise.all([1, 2, 3].map(() => store.reserve('Report.pdf')));
    expect(names.map(({ path }) => basename(path)).sort()).toEqual([
      'Report (2).pdf',
      'Report (3).pdf',
      'Report.pdf',
    ]);
  });

  it('gets another name beside a link that leads nowhere', async () => {
    const to = place(folder());
    symlinkSync(join(to.dir, 'gone'), join(to.dir, 'Report.pdf'));
    expect(basename(await receive(to, 'Report.pdf', 'a'))).toBe('Report (2).pdf');
    expect(existsSync(join(to.dir, 'gone'))).toBe(false);
  });

  it('lies in the folder itself, under a single name, whatever its sender called it', async () => {
    const { dir, store } = place();
    const part = fc.constantFrom(
      '..',
      '/',
      '\\',
      'C:',
      '\0',
      'CON',
      '.',
      '~',
      'ä',
      '\u202e',
      'x'.repeat(300),
      '.pdf',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 6 }), async (parts) => {
        const { path } = await store.reserve(parts.join(''));
        expect(join(dir, basename(path))).toBe(path);
        expect(Buffer.byteLength(basename(path))).toBeLessThanOrEqual(200);
        expect(['', '.', '..']).not.toContain(basename(path));
      }),
      { numRuns: 100 },
    );
  });

  it('is marked as one that came over the net before it has its name', async () => {
    const marked: unknown[] = [];
    const dir = folder();
    const from = temporary('content');
    const store = new FolderDocumentStore(
      asFolder(() => dir),
      async (path) => {
        marked.push([path, readdirSync(dir)]);
      },
    );
    const { path } = await store.reserve('Report.pdf');
    await store.keep(from, path);
    expect(marked).toEqual([[from, []]]);
  });

  it('goes into the folder that is chosen when it comes', async () => {
    let dir = folder();
    const store = new FolderDocumentStore(asFolder(() => dir));
    const first = await store.reserve('a');
    dir = join(folder(), 'made', 'by', 'this');
    const second = await store.reserve('a');
    await store.keep(temporary('1'), first.path);
    expect(contents(dir)).toEqual({});
    await store.keep(temporary('2'), second.path);
    expect(contents(dir)).toEqual({ a: '2' });
  });
});

describe('a file that is there', () => {
  it('is never overwritten: the clash is told, and nothing else changes', async () => {
    const to = place();
    const { path } = await to.store.reserve('Report.pdf');
    writeFileSync(path, 'mine');
    const from = temporary('theirs');
    await expect(to.store.keep(from, path)).rejects.toMatchObject({ why: 'clash' });
    expect(contents(to.dir)).toEqual({ 'Report.pdf': 'mine' });
    expect(readFileSync(from, 'utf8')).toBe('theirs');
    expect(basename(await receive(to, 'Report.pdf', 'theirs', from))).toBe('Report (2).pdf');
  });

  it('is recognised after a crash by its content', async () => {
    const path = temporary('content');
    const { store } = place();
    const sha256 = createHash('sha256').update('content').digest('hex');
    expect(await store.holds(path, sha256)).toBe(true);
    expect(await store.holds(path, 'f'.repeat(64))).toBe(false);
    expect(await store.holds(join(path, 'nowhere'), sha256)).toBe(false);
    expect(await store.holds(folder(), sha256)).toBe(false);
  });
});

it('a document that has its name already is made durable, and said to be gone where it is', async () => {
  const path = temporary('content');
  const { store } = place();
  await store.settle(path);
  await expect(store.settle(join(path, 'nowhere'))).rejects.toMatchObject({ name: 'NotSaved' });
});

describe('a folder that cannot be had', () => {
  const behindFile = (): Place => place(join(temporary('a file'), 'Received'));

  it('is an obstacle with its cause, and says so instead of failing', async () => {
    expect(await behindFile().store.obstacle(0, null)).toBe('not-there');
    expect(await place(temporary('a file')).store.obstacle(0, null)).toBe('other');
  });

  it('gives its cause when a name is chosen in it', async () => {
    await expect(behindFile().store.reserve('a')).rejects.toMatchObject({ why: 'not-there' });
  });

  it('because it went meanwhile leaves the document where it was', async () => {
    const to = place();
    const { path } = await to.store.reserve('Report.pdf');
    rmSync(to.dir, { recursive: true });
    const from = temporary('content');
    await expect(to.store.keep(from, path)).rejects.toMatchObject({ why: 'not-there' });
    expect(readFileSync(from, 'utf8')).toBe('content');
    expect(basename(await receive(to, 'Report.pdf', 'content', from))).toBe('Report.pdf');
  });

  it('is told by a document whose temporary file is gone', async () => {
    const to = place();
    const { path } = await to.store.reserve('Report.pdf');
    await expect(to.store.keep(join(folder(), 'gone'), path)).rejects.toMatchObject({ why: 'document-gone' });
    expect(contents(to.dir)).toEqual({});
  });
});

describe('room', () => {
  it('is what the disk has, less a reserve', async () => {
    const { dir, store } = place();
    expect(await store.obstacle(1, null)).toBe(null);
    expect(readdirSync(dir)).toEqual([]);
    expect(await store.obstacle(1_000_000_000_000, null)).toBe('no-space');
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is not asked for what only has to be moved on one drive', async () => {
    const { store } = place();
    expect(await store.obstacle(1_000_000_000_000, temporary('opened'))).toBe(null);
  });

  it('is asked for where the opened document is gone: it is opened anew', async () => {
    const { store } = place();
    expect(await store.obstacle(1, join(folder(), 'gone'))).toBe(null);
    expect(await store.obstacle(1_000_000_000_000, join(folder(), 'gone'))).toBe('no-space');
  });

  it('is not enough where the drive takes no file of that size', async () => {
    const { store } = place();
    expect(await store.obstacle(Number.MAX_SAFE_INTEGER, null)).toBe('too-large-for-drive');
  });
});

const memory = '/dev/shm';
const otherFileSystem = existsSync(memory) && statSync(memory).dev !== statSync(folder()).dev;

describe.runIf(otherFileSystem)('a document from another file system', () => {
  function elsewhere(text: string): { readonly from: string; readonly done: () => void } {
    const dir = mkdtempSync(join(memory, 'sealpost-test-'));
    return { from: temporary(text, dir), done: () => rmSync(dir, { recursive: true }) };
  }

  it('is copied, readable only by the person, and leaves nothing behind', async () => {
    const to = place();
    const { from, done } = elsewhere('content');
    const path = await receive(to, 'Report.pdf', 'content', from);
    expect(contents(to.dir)).toEqual({ 'Report.pdf': 'content' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(existsSync(from)).toBe(false);
    done();
  });

  it('does not overwrite either, and leaves no part beside', async () => {
    const to = place();
    const { from, done } = elsewhere('theirs');
    const { path } = await to.store.reserve('Report.pdf');
    writeFileSync(path, 'mine');
    await expect(to.store.keep(from, path)).rejects.toMatchObject({ why: 'clash' });
    expect(contents(to.dir)).toEqual({ 'Report.pdf': 'mine' });
    expect(existsSync(from)).toBe(true);
    done();
  });

  it('never looks like one that a crash left half copied, whatever its name', async () => {
    const to = place(folder());
    const left = basename(partIn(to.dir));
    writeFileSync(join(to.dir, left), 'half');
    const { from, done } = elsewhere('theirs');
    const { path } = await to.store.reserve(left);
    await to.store.keep(from, path);
    writeFileSync(join(to.dir, 'report.sealpost-part'), 'mine');
    await clearParts(to.dir);
    expect(Object.keys(contents(to.dir)).sort()).toEqual(['report.sealpost-part', left.slice(1)]);
    done();
  });

  it('leaves nothing where its part cannot be written', async () => {
    const to = place(folder());
    const { from, done } = elsewhere('theirs');
    const { path } = await to.store.reserve('Report.pdf');
    rmSync(to.dir, { recursive: true });
    await expect(to.store.keep(from, path)).rejects.toThrow();
    expect(existsSync(from)).toBe(true);
    done();
  });
});

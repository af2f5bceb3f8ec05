import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { OfferFailureKind } from '../../shared/documents.ts';
import { Offers } from './offers.ts';
import { temporaryFolders } from './test-support.ts';

const folder = temporaryFolders();

type Desk = { readonly dir: string; readonly profileDir: string; readonly offers: Offers };
function desk(): Desk {
  const dir = folder();
  const profileDir = join(dir, 'sealpost');
  mkdirSync(profileDir);
  return { dir, profileDir, offers: new Offers(profileDir) };
}

function file(path: string, text = 'content'): string {
  writeFileSync(path, text);
  return path;
}

async function refusal(offers: Offers, path: string): Promise<string | undefined> {
  const { documents, refused } = await offers.offer([{ path, name: 'shown' }]);
  expect(documents.length + refused.length).toBe(1);
  return refused[0]?.kind;
}

describe('an offered document', () => {
  it('is known to the page by a token, a name and a size, never by its path', async () => {
    const { dir, offers } = desk();
    const path = file(join(dir, 'Report.pdf'));
    const reply = await offers.offer([{ path, name: '' }]);
    const [document] = reply.documents;
    expect(reply).toEqual({
      documents: [{ token: document?.token, name: 'Report.pdf', size: 7 }],
      refused: [],
    });
    expect(JSON.stringify(reply)).not.toContain(dir);
    expect(await offers.look(document?.token ?? '')).toEqual({
      state: 'ok',
      path,
      name: 'Report.pdf',
      size: 7,
      time: expect.any(Number),
    });
  });

  it('is looked at again before it is sent', async () => {
    const { dir, offers } = desk();
    const path = file(join(dir, 'Report.pdf'));
    const token = (await offers.offer([{ path, name: '' }])).documents[0]?.token ?? '';
    file(path, 'longer content');
    expect(await offers.look(token)).toMatchObject({ state: 'ok', size: 14 });
    rmSync(path);
    expect(await offers.look(token)).toEqual({ state: 'failed', reason: 'document-missing' });
    mkdirSync(path);
    expect(await offers.look(token)).toEqual({ state: 'failed', reason: 'document-unreadable' });
  });

  it('behind a link is sent under the name of the link, also where the link leads elsewhere later', async () => {
    const { dir, profileDir, offers } = desk();
    const path = file(join(dir, 'Report of 2026.pdf'));
    const link = join(dir, 'Report.pdf');
    symlinkSync('Report of 2026.pdf', link);
    const { documents } = await offers.offer([{ path: link, name: '' }]);
    expect(documents).toEqual([{ token: documents[0]?.token, name: 'Report.pdf', size: 7 }]);
    const sent = { state: 'ok', path: realpathSync(path), name: 'Report.pdf', size: 7 };
    expect(await offers.look(documents[0]?.token ?? '')).toMatchObject(sent);
    rmSync(link);
    symlinkSync(file(join(profileDir, 'key')), link);
    expect(await offers.look(documents[0]?.token ?? '')).toMatchObject(sent);
    expect(await refusal(offers, link)).toBe('own-data');
  });

  it('has a token of its own each time, and an unknown token is a missing document', async () => {
    const { dir, offers } = desk();
    const path = file(join(dir, 'a'));
    const { documents } = await offers.offer([1, 2].map(() => ({ path, name: 'a' })));
    expect(new Set(documents.map(({ token }) => token)).size).toBe(2);
    expect(await offers.look(path)).toEqual({ state: 'failed', reason: 'document-missing' });
  });

  it('shows controls in its name', async () => {
    const { dir, offers } = desk();
    const path = file(join(dir, 'a'));
    const { documents } = await offers.offer([{ path, name: 'gpj.\u202etxt' }]);
    expect(documents[0]?.name).toBe('gpj.‹U+202E›txt');
  });

  it('of 0 bytes is a document; one that no transfer could hold is refused', async () => {
    const { dir, offers } = desk();
    expect(await refusal(offers, file(join(dir, 'empty'), ''))).toBeUndefined();
    const large = file(join(dir, 'large'));
    truncateSync(large, 17_178_820_608);
    expect(await refusal(offers, large)).toBe('too-large');
  });
});

describe('refused', () => {
  it('are folders, what has no path and what is not there, each for what it is', async () => {
    const { dir, offers } = desk();
    const path = file(join(dir, 'a'));
    symlinkSync(dir, join(dir, 'to-folder'));
    symlinkSync(join(dir, 'gone'), join(dir, 'to-nothing'));
    symlinkSync('to-itself', join(dir, 'to-itself'));
    const kinds: readonly (readonly [string, OfferFailureKind])[] = [
      [dir, 'folder'],
      [join(dir, 'to-folder'), 'link-to-folder'],
      [join(dir, 'to-nothing'), 'link-to-nothing'],
      [join(dir, 'to-itself'), 'link-to-nothing'],
      ['', 'not-a-file'],
      ['a', 'not-a-file'],
      [join(dir, 'gone'), 'missing'],
      [join(path, 'x'), 'missing'],
      [join(dir, 'Gr\ufffd\ufffde.txt'), 'name-not-text'],
    ];
    for (const [one, kind] of kinds) expect([one, await refusal(offers, one)]).toEqual([one, kind]);
    const { refused } = await offers.offer([
      { path: '', name: '\ufffd.pdf' },
      { path: '', name: '' },
    ]);
    expect(refused.map(({ kind }) => kind)).toEqual(['name-not-text', 'name-not-text']);
  });

  it.skipIf(process.platform === 'win32')(
    'are devices, pipes and sockets, without waiting for them',
    async () => {
      const { dir, offers } = desk();
      expect(await refusal(offers, '/dev/null')).toBe('device');
      execFileSync('mkfifo', [join(dir, 'pipe')]);
      symlinkSync(join(dir, 'pipe'), join(dir, 'to-pipe'));
      expect(await refusal(offers, join(dir, 'pipe'))).toBe('device');
      expect(await refusal(offers, join(dir, 'to-pipe'))).toBe('device');
    },
  );

  it('is what belongs to the app itself, however its path is written', async () => {
    const { dir, profileDir, offers } = desk();
    const own = file(join(profileDir, 'transfers.sqlite'));
    symlinkSync(profileDir, join(dir, 'detour'));
    for (const path of [
      own,
      `${dir}/x/../sealpost/transfers.sqlite`,
      join(dir, 'detour', 'transfers.sqlite'),
    ]) {
      expect(await refusal(offers, path)).toMatch(/own-data|missing/);
    }
    mkdirSync(join(dir, 'x'));
    expect(await refusal(offers, `${dir}/x/../sealpost/transfers.sqlite`)).toBe('own-data');
  });

  it('is nothing whose folder only begins with the same name', async () => {
    const { dir, offers } = desk();
    mkdirSync(join(dir, 'sealpost-documents'));
    expect(await refusal(offers, file(join(dir, 'sealpost-documents', 'a')))).toBeUndefined();
  });

  it('is what was moved there after it was offered', async () => {
    const { dir, profileDir, offers } = desk();
    mkdirSync(join(dir, 'mine'));
    const path = file(join(dir, 'mine', 'key'));
    const token = (await offers.offer([{ path, name: '' }])).documents[0]?.token ?? '';
    renameSync(join(dir, 'mine'), join(dir, 'was-mine'));
    file(join(profileDir, 'key'));
    symlinkSync(profileDir, join(dir, 'mine'));
    expect(await offers.look(token)).toEqual({ state: 'failed', reason: 'document-unreadable' });
  });
});

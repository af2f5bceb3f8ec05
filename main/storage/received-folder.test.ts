import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { TestClock } from '../clock/test-support.ts';
import { FolderWatch } from './folder-watch.ts';
import { obstacleCauseOf, ReceivedFolder } from './received-folder.ts';
import { isReadOnlyMountable, readOnlyMount, temporaryFolders } from './test-support.ts';

const temporary = temporaryFolders();

/** A folder that was chosen, as the settings keep it. */
function chosen(path = join(temporary(), 'USB', 'Received')) {
  mkdirSync(path, { recursive: true });
  const kept = { path, isChosen: true, mark: null as string | null };
  const clock = new TestClock();
  const folder = new ReceivedFolder(
    () => kept,
    (_, mark) => {
      kept.mark = mark;
    },
    clock,
  );
  return { path, kept, folder, clock };
}

const causeOf = (folder: ReceivedFolder): Promise<unknown> => folder.find().catch(obstacleCauseOf);

describe('a chosen folder', () => {
  it('is marked once, when it is seen first, and known again after a restart', async () => {
    const { path, kept, folder } = chosen();
    expect(await folder.find()).toBe(path);
    expect(readFileSync(join(path, '.sealpost-folder'), 'utf8')).toContain(kept.mark);
    const { mark } = kept;
    expect(await new ReceivedFolder(() => kept, expect.unreachable, new TestClock()).find()).toBe(path);
    expect([kept.mark, readdirSync(path)]).toEqual([mark, ['.sealpost-folder']]);
  });

  it('that is gone is not made anew', async () => {
    const { path, folder } = chosen();
    await folder.find();
    renameSync(path, `${path} elsewhere`);
    expect(await causeOf(folder)).toBe('not-there');
    expect(await folder.problem()).toEqual({ path, cause: 'not-there' });
    renameSync(`${path} elsewhere`, path);
    expect(await folder.find()).toBe(path);
  });

  it('is not the empty folder to which its drive was mounted', async () => {
    const { path, folder } = chosen();
    await folder.find();
    renameSync(path, `${path} elsewhere`);
    mkdirSync(path);
    expect(await causeOf(folder)).toBe('another-folder');
    expect(readdirSync(path)).toEqual([]);
  });

  it('is shared with another person of this computer: the mark of the first counts', async () => {
    const { path, kept } = chosen();
    const other = chosen(path);
    const mine = new ReceivedFolder(
      () => kept,
      (_, mark) => {
        kept.mark = mark;
      },
      new TestClock(),
    );
    await mine.find();
    await other.folder.find();
    expect(other.kept.mark).toBe(kept.mark);
    expect(await mine.problem()).toBe(null);
  });

  it('whose mark was cut short is marked again only where nobody knows it yet', async () => {
    const { path, kept, folder } = chosen();
    writeFileSync(join(path, '.sealpost-folder'), '');
    await folder.find();
    expect(kept.mark).not.toBe(null);
    writeFileSync(join(path, '.sealpost-folder'), '');
    expect(await causeOf(folder)).toBe('another-folder');
  });

  it('is used also where its mark cannot be remembered yet', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const { path, kept } = chosen();
    const folder = new ReceivedFolder(
      () => kept,
      () => {
        throw new Error('no space for the settings');
      },
      new TestClock(),
    );
    expect(await folder.find()).toBe(path);
    expect(await folder.find()).toBe(path);
    expect(readdirSync(path)).toEqual(['.sealpost-folder']);
    expect(said).toHaveBeenCalledTimes(2);
    said.mockRestore();
  });

  it.runIf(process.platform !== 'win32')(
    'on a drive that does not answer is told, and asked once',
    async () => {
      const { path, folder, clock } = chosen();
      const mark = join(path, '.sealpost-folder');
      execFileSync('mkfifo', [mark]);
      // Whoever reads it waits until this end is closed.
      const held = openSync(mark, constants.O_RDWR);
      try {
        const causes = Promise.all([causeOf(folder), causeOf(folder)]);
        clock.pass(10_000);
        expect(await causes).toEqual(['drive-error', 'drive-error']);
      } finally {
        // The one question that waits is answered, and the next one finds out anew.
        rmSync(mark);
        closeSync(held);
      }
      await vi.waitFor(async () => expect(await causeOf(folder)).toBe(path));
    },
  );

  it('that is a file is told', async () => {
    const { path, folder } = chosen();
    rmSync(path, { recursive: true });
    writeFileSync(path, 'a file');
    expect(await causeOf(folder)).toBe('not-there');
  });

  it.runIf(isReadOnlyMountable)('on a drive that is protected from writing is told', async () => {
    const { path, folder } = chosen();
    await folder.find();
    using _ = readOnlyMount(path);
    expect(await causeOf(folder)).toBe('not-writable');
  });
});

describe("the app's own folder", () => {
  it('is made with the first document, not before, and has no mark', async () => {
    const path = join(temporary(), 'Documents', 'Sealpost');
    const folder = new ReceivedFolder(
      () => ({ path, isChosen: false, mark: null }),
      expect.unreachable,
      new TestClock(),
    );
    expect(await folder.problem()).toBe(null);
    expect(await causeOf(folder)).toBe(path);
    expect(readdirSync(path)).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'is made for the person alone, and left as it is where it is there',
    async () => {
      const path = join(temporary(), 'Sealpost');
      const own = { path, isChosen: false, mark: null };
      const folder = new ReceivedFolder(() => own, expect.unreachable, new TestClock());
      await folder.find();
      expect(statSync(path).mode & 0o777).toBe(0o700);
      chmodSync(path, 0o755);
      await folder.find();
      expect(statSync(path).mode & 0o777).toBe(0o755);
    },
  );
});

it('the watch tells what it finds first, and then each change once', async () => {
  const { path, folder } = chosen();
  const told: unknown[] = [];
  const watch = new FolderWatch(folder, (problem) => told.push(problem), new TestClock());
  await watch.look();
  renameSync(path, `${path} elsewhere`);
  await watch.look();
  await watch.look();
  renameSync(`${path} elsewhere`, path);
  await watch.look();
  watch.stop();
  expect(told).toEqual([null, { path, cause: 'not-there' }, null]);
});

it('the watch looks again five seconds after each answer, until it is stopped', async () => {
  const clock = new TestClock();
  const problem = vi.fn(async () => null);
  const watch = new FolderWatch({ problem }, () => {}, clock);
  await watch.start();
  for (let looks = 1; looks <= 3; looks++) {
    expect(problem).toHaveBeenCalledTimes(looks);
    clock.pass(5_000);
    await vi.waitFor(() => expect(problem).toHaveBeenCalledTimes(looks + 1));
    await Promise.resolve();
  }
  watch.stop();
  clock.pass(60_000);
  expect(problem).toHaveBeenCalledTimes(4);
});

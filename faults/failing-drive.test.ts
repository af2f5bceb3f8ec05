import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolders } from '../main/storage/test-support.ts';
import { FailingDrive } from './failing-drive.ts';

const folder = temporaryFolders();
/** Writes in the main thread and in a worker, and says what came of it. */
const program = `
const { Worker, isMainThread } = require('node:worker_threads');
const { open } = require('node:fs/promises');
const text = async () => {
  const file = await open(process.env.FILE, 'a');
  const outcomes = [];
  for (const call of [() => file.write('x'), () => file.sync()])
    outcomes.push(await call().then(() => 'well', (error) => error.code));
  console.log(outcomes.join(' '));
  await file.close();
};
text().then(() => { if (isMainThread) new Worker(process.env.PROGRAM); });
`;

describe('a drive that fails', () => {
  it('fails in every thread as it is told to, and is well again', () => {
    const dir = folder();
    const drive = new FailingDrive(dir);
    const path = join(dir, 'program.cjs');
    writeFileSync(path, program);
    const run = (): string => {
      const env = { ...process.env, FILE: join(dir, 'file'), PROGRAM: path };
      return spawnSync(process.execPath, ['--require', drive.code, path], { env, encoding: 'utf8' }).stdout;
    };
    expect(run()).toBe('well well\nwell well\n');
    drive.fails('write');
    expect(run()).toBe('EIO well\nEIO well\n');
    drive.fails('sync');
    expect(run()).toBe('well EIO\nwell EIO\n');
    drive.fails(null);
    expect(run()).toBe('well well\nwell well\n');
  });
});

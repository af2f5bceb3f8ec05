import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { untilEnded } from '../scripts/driver/until-ended.ts';
import { expect, test } from './support/fixtures.ts';

const mebibytes = 400;

function largeFile(path: string): string {
  const file = openSync(path, 'w');
  const block = randomBytes(1 << 20);
  for (let i = 0; i < mebibytes; i++) {
    block.writeUInt32BE(i, 0);
    writeSync(file, block);
  }
  closeSync(file);
  return path;
}

/** Answers the app's own questions: 0 is the safe button. */
const answerWith = ({ electron }: RunningApp, response: 0 | 1): Promise<void> =>
  electron.evaluate(({ dialog }, button) => {
    const seen = globalThis as unknown as { asked?: string[] };
    seen.asked ??= [];
    const answer = async (...given: unknown[]) => {
      const { message, detail } = given.at(-1) as { message: string; detail: string };
      seen.asked?.push(`${message} ${detail}`);
      return { response: button, checkboxChecked: false };
    };
    dialog.showMessageBox = answer as typeof dialog.showMessageBox;
  }, response);

const asked = ({ electron }: RunningApp): Promise<readonly string[]> =>
  electron.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);

const ended = ({ electron }: RunningApp): Promise<void> => untilEnded(electron.process());

const question = '1 document is still being sent. It is kept and goes on when you open Sealpost again.';

test('quitting while sending asks, keeps sending, and goes on by itself after a quit or a signal', async ({
  pair: { alice, bob },
  office,
}) => {
  const path = largeFile(join(office.options.dir, 'on its way.bin'));
  await answerWith(alice, 0);
  await alice.send([path], bob.options.destination);
  const sending = (what: string) =>
    alice.untilTransfer(({ status, progress }) => status === 'sending' && (progress ?? 0) > 0.02, what);
  await sending('on its way');

  await alice.electron.evaluate(({ app }) => app.quit());
  await expect.poll(() => asked(alice)).toEqual([question]);
  await alice.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect.poll(() => asked(alice)).toEqual([question, question]);
  expect((await alice.transfers()).map(({ status }) => status)).toEqual(['sending']);
  const first = ended(alice);
  await answerWith(alice, 1);
  await alice.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await first;
  await alice.stop();
  await alice.start();
  await sending('on its way again');

  // Who ends the app by a signal is not asked.
  await answerWith(alice, 0);
  const second = ended(alice);
  alice.electron.process().kill('SIGTERM');
  await second;
  await alice.stop();
  await alice.start();
  await alice.untilTransfer(({ status }) => status === 'delivered', 'delivered', 120_000);
  expect(bob.received).toEqual(['on its way.bin']);
});

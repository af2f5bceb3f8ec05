import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileCauseOf } from '../../shared/file-cause.ts';
import type { FolderProblem, ObstacleCause } from '../../shared/obstacle.ts';
import { within } from '../clock/waits.ts';
import type { Clock } from '../transfers/ports.ts';

const markName = '.sealpost-folder';
const answersWithin = 10_000;

export type FolderChoice = {
  readonly path: string;
  /** The app makes its own folder where it is not there; one that a person chose it never makes. */
  readonly isChosen: boolean;
  /** What the mark in the chosen folder says; null until the app saw the folder. */
  readonly mark: string | null;
};

class AnotherFolder extends Error {
  override readonly name = 'AnotherFolder';
}

/**
 * The folder for received documents. A chosen one is known again by a mark in it: where its drive is
 * not there, the path may still lead to an empty folder (docs/decisions/0009-known-by-a-mark.md).
 */
export class ReceivedFolder {
  readonly #choice: () => FolderChoice;
  readonly #adopt: (path: string, mark: string) => void;
  readonly #clock: Clock;
  #looking: { readonly path: string; readonly done: Promise<void> } | null = null;

  /**
   * @param choice what the person chose; asked anew each time
   * @param adopt remembers the mark of the folder at this path
   */
  constructor(choice: () => FolderChoice, adopt: (path: string, mark: string) => void, clock: Clock) {
    this.#choice = choice;
    this.#adopt = adopt;
    this.#clock = clock;
  }

  get path(): string {
    return this.#choice().path;
  }

  /** The folder, ready for a document. @throws what `obstacleCauseOf` explains */
  async find(): Promise<string> {
    const choice = this.#choice();
    // What comes is for this person alone. Whether others may look into a folder that is there is the person's choice.
    if (!choice.isChosen) await mkdir(choice.path, { recursive: true, mode: 0o700 });
    await this.#look(choice);
    return choice.path;
  }

  /** Why it cannot be used now, or null. Nothing is made for this question. */
  async problem(): Promise<FolderProblem | null> {
    const choice = this.#choice();
    try {
      await this.#look(choice);
      return null;
    } catch (error) {
      const cause = obstacleCauseOf(error);
      // The app's own folder is made with the first document.
      if (!choice.isChosen && cause === 'not-there') return null;
      return { path: choice.path, cause };
    }
  }

  /** A drive that does not answer is asked once, however many wait for it: each question holds a thread. */
  #look(choice: FolderChoice): Promise<void> {
    if (this.#looking?.path !== choice.path) {
      const done = check(choice, (mark) => this.#adopt(choice.path, mark)).finally(() => {
        if (this.#looking?.done === done) this.#looking = null;
      });
      this.#looking = { path: choice.path, done };
    }
    const late = (): Error => withCode('the drive does not answer', 'EIO');
    return within(this.#clock, answersWithin, this.#looking.done, late);
  }
}

/** @param error what the use of the folder threw */
export const obstacleCauseOf = (error: unknown): ObstacleCause =>
  error instanceof AnotherFolder ? 'another-folder' : fileCauseOf(error);

async function check({ path, isChosen, mark }: FolderChoice, adopt: (mark: string) => void): Promise<void> {
  if (!(await stat(path)).isDirectory()) throw withCode('not a folder', 'ENOTDIR');
  if (isChosen) {
    const found = await readMark(path);
    if (mark === null) remember(found ?? (await writeMark(path)), adopt);
    else if (found !== mark) throw new AnotherFolder(path);
  }
  await access(path, constants.W_OK | constants.X_OK);
}

/** Where the settings cannot be written now, the mark is found again at the next look. */
function remember(mark: string, adopt: (mark: string) => void): void {
  try {
    adopt(mark);
  } catch (error) {
    console.error('remembering the folder for received documents failed', error);
  }
}

async function readMark(path: string): Promise<string | null> {
  try {
    const text = await readFile(join(path, markName), 'utf8');
    return /^[0-9a-f-]{36}$/m.exec(text)?.[0] ?? null;
  } catch (error) {
    if (fileCauseOf(error) === 'not-there') return null;
    throw error;
  }
}

async function writeMark(path: string): Promise<string> {
  const mark = randomUUID();
  try {
    await writeFile(join(path, markName), `By this file Sealpost knows its folder again.\n${mark}\n`);
  } catch (error) {
    await rm(join(path, markName), { force: true }).catch(() => {});
    throw error;
  }
  return mark;
}

const withCode = (message: string, code: string): Error => Object.assign(new Error(message), { code });

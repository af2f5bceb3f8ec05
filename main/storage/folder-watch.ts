import type { FolderProblem } from '../../shared/obstacle.ts';
import type { Clock } from '../transfers/ports.ts';
import type { ReceivedFolder } from './received-folder.ts';

/** Milliseconds; each look costs a hidden window that has nothing else to do. */
const lookEvery = 5_000;

/** Tells when the folder for received documents cannot be used any more, and when it can again. */
export class FolderWatch {
  readonly #folder: Pick<ReceivedFolder, 'problem'>;
  readonly #changed: (problem: FolderProblem | null) => void;
  /** Undefined before the first look, which is always told: nobody knows what was before. */
  #told: FolderProblem | null | undefined;
  readonly #clock: Clock;
  #cancel = (): void => {};
  #isOver = false;

  constructor(
    folder: Pick<ReceivedFolder, 'problem'>,
    changed: (problem: FolderProblem | null) => void,
    clock: Clock,
  ) {
    this.#folder = folder;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Looks now, and then again and again: each look begins after the last one was answered. */
  async start(): Promise<void> {
    await this.look();
    if (!this.#isOver) this.#cancel = this.#clock.after(lookEvery, () => void this.start());
  }

  async look(): Promise<void> {
    const problem = await this.#folder.problem();
    if (this.#isOver || isSame(problem, this.#told)) return;
    this.#told = problem;
    this.#changed(problem);
  }

  stop(): void {
    this.#isOver = true;
    this.#cancel();
  }
}

const isSame = (a: FolderProblem | null, b: FolderProblem | null | undefined): boolean =>
  a === null || !b ? a === b : a.path === b.path && a.cause === b.cause;

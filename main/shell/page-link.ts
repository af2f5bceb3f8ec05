import type { Navigation } from '../../shared/commands.ts';

/** Brings a place to the page, also when the window is not open or its page not loaded yet. */
export class PageLink {
  readonly #tell: (to: Navigation) => void;
  #listens = false;
  #kept: Navigation | null = null;

  constructor(tell: (to: Navigation) => void) {
    this.#tell = tell;
  }

  get listens(): boolean {
    return this.#listens;
  }

  go(to: Navigation): void {
    if (this.#listens) this.#tell(to);
    else this.#kept = to;
  }

  /** The page follows from now on. @returns where it was asked to go while it did not */
  started(): Navigation | null {
    const kept = this.#kept;
    this.#listens = true;
    this.#kept = null;
    return kept;
  }

  /** The page was closed, died or is loaded anew. */
  gone(): void {
    this.#listens = false;
  }
}

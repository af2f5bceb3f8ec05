import { type Fault, faultOf } from '../../shared/fault.ts';
import { textWithoutPaths } from './without-paths.ts';

/**
 * What ended in an error that nobody waited for, such as in a listener. It is written down and told
 * to the page; without this, Electron shows a box with a stack, and the app stands still behind it.
 */
export class Faults {
  readonly #tell: (fault: Fault) => boolean;
  readonly #profileDir: string;
  #untold: Fault | null = null;

  /**
   * @param tell says it to the page; false where no page is there to hear it
   * @param profileDir the folder of the app's own files, which a fault may name
   */
  constructor(tell: (fault: Fault) => boolean, profileDir: string) {
    this.#tell = tell;
    this.#profileDir = profileDir;
  }

  report(error: unknown): void {
    console.error('a fault that nobody waited for', error);
    // The person can copy it for whoever helps: that names no document either.
    const { part, message, stack } = faultOf('main', error);
    const safe = (text: string): string => textWithoutPaths(text, error, this.#profileDir);
    const fault = { part, message: safe(message), stack: safe(stack) };
    if (!this.#tell(fault)) this.#untold = fault;
  }

  /** What happened before the page was there, once. */
  untold(): Fault | null {
    const fault = this.#untold;
    this.#untold = null;
    return fault;
  }
}

import { type Fault, faultOf } from '../../shared/fault.ts';

/**
 * What ended in an error that nobody waited for, such as in a listener. It is written down and told
 * to the page; without this, Electron shows a box with a stack, and the app stands still behind it.
 */
export class Faults {
  readonly #tell: (fault: Fault) => boolean;
  #untold: Fault | null = null;

  /** @param tell says it to the page; false where no page is there to hear it */
  constructor(tell: (fault: Fault) => boolean) {
    this.#tell = tell;
  }

  report(error: unknown): void {
    console.error('a fault that nobody waited for', error);
    const fault = faultOf('main', error);
    if (!this.#tell(fault)) this.#untold = fault;
  }

  /** What happened before the page was there, once. */
  untold(): Fault | null {
    const fault = this.#untold;
    this.#untold = null;
    return fault;
  }
}

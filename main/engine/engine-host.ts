/** What the host runs: the engine, in tests something smaller. */
type Runnable = { start(): void; close(): Promise<void> };

/** Runs at most one engine. Starts and stops happen one after the other, in the order they were asked for. */
export class EngineHost<E extends Runnable> {
  readonly #open: () => Promise<E | null>;
  #engine: E | null = null;
  #failed = false;
  #turn: Promise<void> = Promise.resolve();

  /** @param open makes the engine, or null while something that it needs is missing */
  constructor(open: () => Promise<E | null>) {
    this.#open = open;
  }

  get engine(): E | null {
    return this.#engine;
  }

  /** The last start failed. */
  get failed(): boolean {
    return this.#failed;
  }

  start(): Promise<void> {
    return this.#inTurn(() => this.#start());
  }

  stop(): Promise<void> {
    return this.#inTurn(() => this.#stop());
  }

  async #start(): Promise<void> {
    if (this.#engine) return;
    this.#failed = false;
    try {
      this.#engine = await this.#open();
      this.#engine?.start();
    } catch (error) {
      console.error('the engine did not start', error);
      await this.#stop();
      this.#failed = true;
    }
  }

  async #stop(): Promise<void> {
    const engine = this.#engine;
    this.#engine = null;
    this.#failed = false;
    try {
      await engine?.close();
    } catch (error) {
      // It is gone for the app all the same; the next one opens everything anew.
      console.error('the engine did not close in order', error);
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#turn = this.#turn.then(work);
    return this.#turn;
  }
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A clock that one app alone sees, and that can be set while it runs: before anything of the app, its
 * main process gets another `Date`, which is all that Node has of the clock that people set. (A library
 * that lies to the whole program ends Electron now and then.)
 */
export class FalseClock {
  readonly #shift: string;
  /** To be started in place of Electron. */
  readonly program: string;

  /** @param milliseconds how far it is ahead */
  constructor(dir: string, electron: string, milliseconds: number) {
    mkdirSync(dir, { recursive: true });
    this.#shift = join(dir, 'clock');
    this.set(milliseconds);
    const code = join(dir, 'false-clock.cjs');
    writeFileSync(code, `(${lie})(require('node:fs'), ${JSON.stringify(this.#shift)});\n`);
    this.program = join(dir, 'electron');
    writeFileSync(this.program, `#!/bin/sh\nexec '${electron}' --require '${code}' "$@"\n`, { mode: 0o755 });
  }

  set(milliseconds: number): void {
    writeFileSync(this.#shift, String(milliseconds));
  }
}

/** Runs in the app, as text. */
function lie(fs: typeof import('node:fs'), file: string): void {
  const True = Date;
  let shift = 0;
  const look = (): void => {
    const text = fs.readFileSync(file, 'utf8');
    // Empty for a moment while it is written.
    if (text !== '') shift = Number(text);
  };
  look();
  setInterval(look, 250).unref();
  const now = (): number => True.now() + shift;
  globalThis.Date = new Proxy(True, {
    construct: (_, given: []) => (given.length === 0 ? new True(now()) : new True(...given)),
    apply: () => new True(now()).toString(),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  });
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a drive that breaks refuses: to write, or to say that what was written is safe. */
export const brokenWays = ['write', 'sync'] as const;
export type BrokenWay = (typeof brokenWays)[number];

/**
 * A drive that fails with EIO, which no drive of this machine can be told to do. From its start the
 * threads of a program get a `FileHandle` that looks first whether the drive is to fail. What SQLite writes by itself goes through.
 */
export class FailingDrive {
  readonly #state: string;
  /** Loaded before the program by `--require`. */
  readonly code: string;

  constructor(dir: string) {
    mkdirSync(dir, { recursive: true });
    this.#state = join(dir, 'drive');
    this.fails(null);
    this.code = join(dir, 'failing-drive.cjs');
    writeFileSync(this.code, `(${lie})(require('node:fs'), ${JSON.stringify(this.#state)});\n`);
  }

  fails(way: BrokenWay | null): void {
    writeFileSync(this.#state, way ?? 'well');
  }
}

/** Runs in the program, as text. */
function lie(fs: typeof import('node:fs'), file: string): void {
  const methods = { write: ['write', 'writev', 'writeFile', 'appendFile'], sync: ['sync', 'datasync'] };
  const patch = (handle: object): void => {
    const proto = Object.getPrototypeOf(handle) as Record<string, (...given: unknown[]) => Promise<unknown>>;
    for (const [way, names] of Object.entries(methods))
      for (const name of names) {
        const stock = proto[name];
        if (!stock) continue;
        proto[name] = function (this: object, ...given) {
          if (fs.readFileSync(file, 'utf8') !== way) return stock.apply(this, given);
          const error = new Error(`EIO: i/o error, ${way}`);
          return Promise.reject(Object.assign(error, { errno: -5, code: 'EIO', syscall: way }));
        };
      }
  };
  // The class is not exported; each handle has it.
  void fs.promises.open(file, 'r').then(async (handle) => {
    patch(handle);
    await handle.close();
  });
}

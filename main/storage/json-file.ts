import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { type FileCause, fileCauseOf } from '../../shared/file-cause.ts';
import { writeWhole } from './whole-file.ts';

/** A file of the app is there and holds no JSON object. */
export class NotJson extends Error {
  override readonly name = 'NotJson';
  /** Its name in the profile. */
  readonly file: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} holds no JSON object`, options);
    this.file = basename(path);
  }
}

/** What was to be kept was not: the file and what is in memory are as they were. */
export class NotKept extends Error {
  override readonly name = 'NotKept';
  readonly why: FileCause;
  constructor(path: string, cause: unknown) {
    super(`${path} could not be written`, { cause });
    this.why = fileCauseOf(cause);
  }
}

type Values = Readonly<Record<string, unknown>>;

/** A small file of named values, read once; each change is on disk, whole, before it counts. */
export class JsonFile {
  readonly #path: string;
  #values: Values;

  /** @throws NotJson, or the system's error where it cannot be read */
  constructor(path: string) {
    this.#path = path;
    this.#values = read(path);
  }

  get(key: string): unknown {
    return this.#values[key];
  }

  /** @param without what no longer belongs into this file. @throws NotKept */
  change(values: Values, without: readonly string[] = []): void {
    const kept = Object.entries(this.#values).filter(([key]) => !without.includes(key));
    const next = { ...Object.fromEntries(kept), ...values };
    try {
      writeWhole(this.#path, JSON.stringify(next, null, 2));
    } catch (error) {
      throw new NotKept(this.#path, error);
    }
    this.#values = next;
  }
}

function read(path: string): Values {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  const values = parse(path, text);
  if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new NotJson(path);
  return values as Values;
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new NotJson(path, { cause });
  }
}

import { basename, dirname } from 'node:path';
import Store from 'electron-store';
import { type FileCause, fileCauseOf } from '../../shared/file-cause.ts';
import { writeWhole } from '../files/whole-file.ts';

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

/**
 * electron-store with another way to write: its own takes a part that a nearly full disk took for the
 * whole, and puts it in the place of the file (docs/decisions/0010).
 */
function wholeStore(path: string): Store<Record<string, unknown>> {
  const serialize = (values: Values): string => JSON.stringify(values, null, 2);
  const store = new Store<Record<string, unknown>>({
    cwd: dirname(path),
    name: basename(path, '.json'),
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: false,
    serialize,
    deserialize: (text) => parse(path, text),
  });
  // What the library calls to write.
  return Object.assign(store, { _write: (values: Values) => writeWhole(path, serialize(values)) });
}

/** A small file of named values, read once; each change is on disk, whole, before it counts. */
export class JsonFile {
  readonly #store: Store<Record<string, unknown>>;
  #values: Values;

  /** @throws NotJson, or the system's error where it cannot be read */
  constructor(path: string) {
    this.#store = wholeStore(path);
    this.#values = { ...this.#store.store };
  }

  get(key: string): unknown {
    return this.#values[key];
  }

  /** @param without what no longer belongs into this file. @throws NotKept */
  change(values: Values, without: readonly string[] = []): void {
    const kept = Object.entries(this.#values).filter(([key]) => !without.includes(key));
    const next = { ...Object.fromEntries(kept), ...values };
    try {
      this.#store.store = next;
    } catch (error) {
      throw new NotKept(this.#store.path, error);
    }
    this.#values = next;
  }
}

function parse(path: string, text: string): Record<string, unknown> {
  let values: unknown;
  try {
    values = JSON.parse(text);
  } catch (cause) {
    throw new NotJson(path, { cause });
  }
  if (typeof values !== 'object' || values === null || Array.isArray(values)) throw new NotJson(path);
  return values as Record<string, unknown>;
}

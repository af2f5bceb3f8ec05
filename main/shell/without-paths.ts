import { inspect } from 'node:util';

/** The system's errors name the documents they are about: in a log they would tell what a person sends and receives. */
const shown = '‹path›';
const profile = '‹profile›';

/** Where code stands is no document. */
const frame = /^\s+at /;

/**
 * An absolute path, and what follows it up to the end of its line: a name may hold anything. What closes the
 * line stays. No path begins in the middle of a word, of an address on the net or of what is shown already.
 */
const pathToEnd =
  /(?<![\w:/\\›.~+=-])(?:file:\/\/|~?\/(?=[^\s/])|[A-Za-z]:[\\/]|\\\\)[^\n]*?(?=['"`]?[,;)\]}]*(?: [{[])?$)/g;

/** What may stand behind the name of a folder that ends there. */
const ends = /^(?:[\\/'"`\n]|$)/;

type OfFile = {
  readonly path?: unknown;
  readonly dest?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
};

/** The paths that an error carries, and those that its causes carry. */
function pathsOf(error: unknown, depth = 0): readonly string[] {
  if (typeof error !== 'object' || error === null || depth > 8) return [];
  const { path, dest, cause, errors } = error as OfFile;
  const own = [path, dest].filter((one) => typeof one === 'string' && one.length > 1) as string[];
  const causes = [cause, ...(Array.isArray(errors) ? errors : [])];
  return [...own, ...causes.flatMap((one) => pathsOf(one, depth + 1))];
}

/** As it is, and as `inspect` writes it among other values. */
const written = (path: string): readonly string[] => [path, inspect(path).slice(1, -1)];

/** The app's own folder by a word. Another folder may begin with the same name: its own ends there. */
function withOwnNamed(text: string, profileDir: string): string {
  let named = text;
  for (const form of written(profileDir))
    named = named
      .split(form)
      .reduce((before, after) => `${before}${ends.test(after) ? profile : form}${after}`);
  return named;
}

/**
 * A text without the paths of documents; the app's own files stay named, and so do codes, calls and places in code.
 * @param error what the text tells of
 * @param profileDir the folder of the app's own files
 */
export function textWithoutPaths(text: string, error: unknown, profileDir: string): string {
  let safe = withOwnNamed(text, profileDir);
  // A name may go over several lines: those that the error carries are known whole. The longest first, as one may begin another.
  const known = pathsOf(error).flatMap(written);
  for (const one of known.sort((a, b) => b.length - a.length)) safe = safe.replaceAll(one, shown);
  return safe
    .split('\n')
    .map((line) => (frame.test(line) ? line : line.replace(pathToEnd, shown)))
    .join('\n');
}

/** What a log may hold of a value. */
const logged = (value: unknown, profileDir: string): string =>
  textWithoutPaths(
    typeof value === 'string' ? value : inspect(value, { depth: 4, breakLength: Number.POSITIVE_INFINITY }),
    value,
    profileDir,
  );

type Log = Pick<Console, 'error' | 'warn' | 'info' | 'log'>;

/** From now on nothing that is logged names a document by its path, whoever logs it. */
export function keepPathsOut(log: Log, profileDir: string): void {
  for (const level of ['error', 'warn', 'info', 'log'] as const) {
    const print = log[level].bind(log);
    log[level] = (...said: readonly unknown[]) => print(said.map((one) => logged(one, profileDir)).join(' '));
  }
}

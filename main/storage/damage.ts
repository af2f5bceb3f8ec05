/** The journal holds something that no version of the app writes: a file or a row of it is damaged. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** Whether an error says that the journal is damaged: a full disk, missing rights and a failing drive do not. */
export function isDamage(error: unknown): boolean {
  if (error instanceof Damaged) return true;
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' && /^SQLITE_(NOTADB|CORRUPT)/.test(code);
}

/** What a row of the journal holds as JSON. @throws Damaged where it holds no object */
export function readObject(text: unknown): object {
  let value: unknown;
  try {
    value = JSON.parse(String(text));
  } catch (cause) {
    throw new Damaged('a row of the journal holds no JSON', { cause });
  }
  if (typeof value !== 'object' || value === null) throw new Damaged('a row of the journal holds no object');
  return value;
}

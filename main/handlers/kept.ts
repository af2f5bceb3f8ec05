import { failed, ok, type Result } from '../../shared/result.ts';
import type { NotKeptFailure } from '../../shared/settings.ts';
import { NotKept } from '../storage/json-file.ts';

/** Keeps something on disk for the page. @returns what is so now, or why it was not kept */
export function kept<Value>(keep: () => unknown, now: () => Value): Result<Value, NotKeptFailure> {
  try {
    keep();
  } catch (error) {
    if (!(error instanceof NotKept)) throw error;
    console.error(error);
    return failed({ kind: 'not-kept', cause: error.why });
  }
  return ok(now());
}

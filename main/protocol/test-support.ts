import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Test data beside the checkout, or where SEALPOST_TESTDATA says; tests without it say so and skip. */
export const testdataDir =
  process.env.SEALPOST_TESTDATA ?? join(import.meta.dirname, '../../../shared/testdata');

export const hasTestdata = (name: string): boolean => existsSync(join(testdataDir, name));

// biome-ignore lint/suspicious/noExplicitAny: test data has the form that its README says
export const readTestdata = (name: string): any => JSON.parse(readFileSync(join(testdataDir, name), 'utf8'));

import { expect, it } from 'vitest';
// @ts-expect-error: what runs before anything is installed is JavaScript without types
import { javaVersion } from './kafka-install.mjs';

it.each([
  ['openjdk version "17.0.15" 2025-04-15', 17],
  ['java version "1.8.0_402"', 8],
  ['openjdk version "21" 2023-09-19', 21],
  ['openjdk version "25-ea" 2025-09-16', 25],
  ['something else', null],
])('%s', (said, version) => {
  expect(javaVersion(said)).toBe(version);
});

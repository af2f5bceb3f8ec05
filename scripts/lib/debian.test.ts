import { expect, it } from 'vitest';
// @ts-expect-error: what runs before anything is installed is JavaScript without types
import { missingPackages } from './debian.mjs';

const names = ['libgtk-3-0', 'libnss3', 'xvfb'];
const among =
  (...those: string[]) =>
  (name: string): boolean =>
    those.includes(name);

it('a library that ends in t64 is installed as well', () => {
  const world = { installed: among('libgtk-3-0t64', 'libnss3'), offered: among(...names) };
  expect(missingPackages(names, world)).toEqual(['xvfb']);
});

it('the name that exists is the one to install', () => {
  const offered = among('libgtk-3-0t64', 'libnss3', 'xvfb');
  expect(missingPackages(names, { installed: among(), offered })).toEqual([
    'libgtk-3-0t64',
    'libnss3',
    'xvfb',
  ]);
});

it('without package lists the names stay as they are', () => {
  expect(missingPackages(names, { installed: among(), offered: among() })).toEqual(names);
});

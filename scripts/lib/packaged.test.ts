import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (name: string): string => readFileSync(join(root, name), 'utf8');

it('what the main bundle leaves outside is packed with the app', () => {
  const external = /ssr: \{ noExternal: true, external: \[([^\]]*)\]/.exec(read('vite.main.config.ts'))?.[1];
  const names = [...(external ?? '').matchAll(/'([^']+)'/g)].map(([, name]) => name);
  expect(names).toContain('kafkajs');
  const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> };
  // Electron is the runtime itself.
  expect(Object.keys(dependencies).sort()).toEqual(names.filter((name) => name !== 'electron').sort());
});

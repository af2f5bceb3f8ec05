import { expect, it } from 'vitest';
// @ts-expect-error: what runs before anything is installed is JavaScript without types
import { run, shortened } from './run.mjs';

it('a failing command is quoted with its first and last lines', () => {
  const script = 'for (let i = 0; i < 100; i++) console.error("line " + i); process.exit(3)';
  let message = '';
  try {
    run(process.execPath, ['-e', script], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });
  } catch (error) {
    message = String(error);
  }
  expect(message).toContain('line 0\n');
  expect(message).toContain('line 14\n… 80 more lines …\nline 95');
  expect(message).toMatch(/line 99$/);
});

it('a short text stays whole', () => {
  expect(shortened('a\nb')).toBe('a\nb');
});

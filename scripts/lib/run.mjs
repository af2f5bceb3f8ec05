import { spawn, spawnSync } from 'node:child_process';

/** The exit code of a test that did all it could here and left a part out. */
export const skipped = 77;

/** Runs a command to its end; throws with what it said was wrong. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 << 20, ...options });
  if (result.status === 0) return result.stdout ?? '';
  const said = [result.stderr, result.stdout].map((text) => `${text ?? ''}`.trim()).find(Boolean) ?? '';
  const detail = result.error?.message ?? (shortened(said) || `exit ${result.status ?? result.signal}`);
  throw new Error(`${command} ${args.slice(0, 3).join(' ')} failed: ${detail}`);
}

/** A build says first what is wrong, a long job last. */
export function shortened(text, first = 15, last = 5) {
  const lines = text.split('\n');
  if (lines.length <= first + last + 1) return text;
  return [
    ...lines.slice(0, first),
    `… ${lines.length - first - last} more lines …`,
    ...lines.slice(-last),
  ].join('\n');
}

export function has(command) {
  const probe = process.platform === 'win32' ? ['where', [command]] : ['sh', ['-c', `command -v ${command}`]];
  return spawnSync(probe[0], probe[1], { stdio: 'ignore' }).status === 0;
}

/** Runs a command with the terminal's own streams; resolves to its exit code. */
export function runInForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
}

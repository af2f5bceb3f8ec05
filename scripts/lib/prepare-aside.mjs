// `prepare` waits for other programs without a break; in a process of its own it can be ended at once.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isAskedToEnd, onAskedToEnd } from './ending.mjs';
import { checkoutDir } from './places.mjs';
import { prepare } from './prepare.mjs';
import { runMain } from './say.mjs';

const thisFile = fileURLToPath(import.meta.url);

/**
 * Prepares until it is done, we are asked to end, or `input` ends.
 * @param {NodeJS.ReadableStream | null} input
 * @returns {Promise<{ env: Record<string, string> | null, code: number }>} no environment where it failed or was asked to end
 */
export function prepareAside(input) {
  const windows = process.platform === 'win32';
  const child = spawn(process.execPath, [thisFile], {
    cwd: checkoutDir,
    stdio: ['ignore', 'pipe', 'inherit'],
    // Its own process group: what it started ends with it.
    detached: !windows,
  });
  const end = () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    if (windows) child.kill();
    else process.kill(-child.pid, 'SIGKILL');
  };
  const forget = onAskedToEnd(end);
  input?.once('end', end);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      forget();
      input?.off('end', end);
      const ended = isAskedToEnd() || signal !== null || input?.readableEnded;
      if (ended) resolve({ env: null, code: 0 });
      else if (code === 0) resolve({ env: JSON.parse(said), code });
      else resolve({ env: null, code: code ?? 1 });
    });
  });
}

if (process.argv[1] === thisFile) {
  await runMain(async () => {
    const { env } = await prepare();
    process.stdout.write(JSON.stringify(env));
  });
}

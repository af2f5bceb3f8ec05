import { spawn } from 'node:child_process';

/**
 * Runs a command to its end. Resolves to its exit code and all that it said, in the order in which it came.
 * @param {number} [atMost] it is killed after so many milliseconds; its code is 1 then
 */
export function runCaptured(command, args, atMost = 0) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: atMost > 0 });
    // What it started goes with it.
    const late = atMost > 0 && setTimeout(() => process.kill(-child.pid, 'SIGKILL'), atMost);
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        said += text;
      });
    }
    child.once('error', reject);
    child.once('close', () => clearTimeout(late));
    child.once('close', (code) => resolve({ code: code ?? 1, said }));
  });
}

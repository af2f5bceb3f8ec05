import type { ChildProcess } from 'node:child_process';

/** Resolves once the process has ended, or never began; one that ended by itself tells it no more. */
export function untilEnded(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

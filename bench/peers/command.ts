import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const atMost = 600_000; // milliseconds

type Running = { readonly environment?: Readonly<Record<string, string>>; readonly signal?: AbortSignal };

/** Runs a command of a peer to its end; throws with what it said where it failed, or takes too long. */
export async function command(
  program: string,
  args: readonly string[],
  { environment = {}, signal }: Running = {},
): Promise<void> {
  await promisify(execFile)(program, args, {
    env: { ...process.env, ...environment },
    timeout: atMost,
    killSignal: 'SIGKILL',
    ...(signal ? { signal } : {}),
  });
}

/** Runs both sides at once; where one fails, the other would wait for it in vain and is ended. */
export async function bothSides(
  sender: (signal: AbortSignal) => Promise<void>,
  recipient: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  try {
    await Promise.all([sender(failed.signal), recipient(failed.signal)]);
  } catch (error) {
    failed.abort();
    throw error;
  }
}

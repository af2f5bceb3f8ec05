import { systemClock } from '../../main/clock/system-clock.ts';
import { checkConnection } from '../../main/kafka/check/check-connection.ts';
import { reportText } from '../../renderer/text/check-text.ts';
import type { Server } from './server.ts';

/** Prints the same result as the app shows. @returns the exit code */
export async function check(server: Server, destination: string | null): Promise<number> {
  const report = await checkConnection(server, destination, () => {}, systemClock);
  process.stdout.write(`${reportText(report)}\n`);
  return report.steps.some(({ state }) => state === 'failed') ? 1 : 0;
}

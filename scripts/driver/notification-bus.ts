import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export type BusNotification = {
  readonly id: number;
  readonly app: string;
  readonly title: string;
  readonly body: string;
};

/** The notifications that really went over the session bus. */
export class NotificationBus {
  readonly seen: BusNotification[] = [];
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  static async start(checkoutDir: string): Promise<NotificationBus> {
    const script = join(checkoutDir, 'scripts', 'driver', 'notification-daemon.py');
    const child = spawn('/usr/bin/python3', [script], { stdio: ['pipe', 'pipe', 'inherit'] });
    const bus = new NotificationBus(child);
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the notification daemon ended with ${code}`)));
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        const message = JSON.parse(line) as { event: string } & BusNotification;
        if (message.event === 'ready') resolve();
        else bus.seen.push(message);
      });
    });
    return bus;
  }

  click(id: number): void {
    this.#child.stdin?.write(`${JSON.stringify({ do: 'action', id, key: 'default' })}\n`);
  }

  async waitFor(
    test: (notification: BusNotification) => boolean,
    milliseconds = 30_000,
  ): Promise<BusNotification> {
    const giveUpAt = Date.now() + milliseconds;
    for (;;) {
      const found = this.seen.find(test);
      if (found) return found;
      if (Date.now() > giveUpAt) throw new Error(`no such notification; seen: ${JSON.stringify(this.seen)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  stop(): void {
    this.#child.stdin?.end();
    this.#child.kill();
  }
}

import { join } from 'node:path';
import { FalseClock } from '../../scripts/driver/false-clock.ts';
import { LocalKafka, type OfficeKafka } from '../../scripts/driver/kafka-local.ts';
import { SecureKafka } from '../../scripts/driver/kafka-secure.ts';
import type { OfficeOptions } from '../../scripts/driver/office.ts';
import { type AppOptions, RunningApp } from '../../scripts/driver/running-app.ts';

const day = 86_400_000;
const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';

/** A Kafka, secured where the office's is, and people's apps whose clocks all go by a time that the test chooses. */
export class TimeTravel {
  readonly kafka: OfficeKafka;
  readonly #options: OfficeOptions;
  readonly #dir: string;
  readonly #clocks: FalseClock[] = [];
  readonly #ahead: { days: number };

  private constructor(options: OfficeOptions, dir: string, kafka: OfficeKafka, ahead: { days: number }) {
    this.#options = options;
    this.#dir = dir;
    this.kafka = kafka;
    this.#ahead = ahead;
  }

  static async start(options: OfficeOptions, dir: string): Promise<TimeTravel> {
    const ahead = { days: 0 };
    // The monotonic clock stays true: by it the Java machine waits.
    const lie = () => ({
      LD_PRELOAD: library,
      FAKETIME: `+${ahead.days}d`,
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_FORCE_MONOTONIC_FIX: '0',
    });
    const environment = (): Readonly<Record<string, string>> => (ahead.days === 0 ? {} : lie());
    const libs = options.kafkaLibsDir as string;
    const kind = options.secure ? SecureKafka : LocalKafka;
    const kafka = await kind.start(libs, join(dir, 'kafka'), undefined, environment);
    return new TimeTravel(options, dir, kafka, ahead);
  }

  /** An app that is not set up yet. */
  person(name: string, label: string, more: Partial<AppOptions> = {}): RunningApp {
    const home = join(this.#dir, name);
    const clock = new FalseClock(join(home, 'clock'), this.#options.electron, this.#ahead.days * day);
    this.#clocks.push(clock);
    return new RunningApp({
      checkoutDir: this.#options.checkoutDir,
      electron: clock.program,
      profileDir: join(home, 'profile'),
      receivedDir: join(home, 'Received documents'),
      destination: `${name}@nowhere`,
      label,
      connectionFile: null,
      demo: null,
      ...more,
    });
  }

  /** From now on it is so many days after the beginning. No app runs meanwhile. */
  async goTo(days: number): Promise<void> {
    await this.kafka.stop();
    this.#ahead.days = days;
    for (const clock of this.#clocks) clock.set(days * day);
    await this.kafka.resume();
  }
}

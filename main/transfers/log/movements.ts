import type { TransferProgress } from '../../../shared/transfer.ts';
import type { Clock } from '../ports.ts';

const progressEvery = 100; // milliseconds
const estimateAfter = 5_000;
/** Weight of the newest figure in the average speed. */
const smoothing = 0.2;

type Movement = {
  bytesMoved: number;
  progress: number | null;
  startedAt: number;
  at: number;
  /** Share of the document a millisecond, averaged. */
  speed: number;
  told: number;
};

/** How far documents have moved in this run of the app: told at most ten times a second, never journaled. */
export class Movements {
  readonly #clock: Clock;
  readonly #tell: (progress: readonly TransferProgress[]) => void;
  readonly #all = new Map<string, Movement>();

  constructor(clock: Clock, tell: (progress: readonly TransferProgress[]) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** Null where nothing moved. */
  of(id: string): Omit<TransferProgress, 'id'> | null {
    const movement = this.#all.get(id);
    if (!movement) return null;
    const { bytesMoved, progress } = movement;
    return { bytesMoved, progress, timeLeft: this.#timeLeft(movement) };
  }

  /** @param progress share of the document, 0 to 1; null where no honest figure exists */
  moved(id: string, bytesMoved: number, progress: number | null): void {
    const now = this.#clock.now();
    const movement = this.#all.get(id) ?? {
      bytesMoved: 0,
      progress: 0,
      startedAt: now,
      at: now,
      speed: 0,
      told: 0,
    };
    this.#all.set(id, movement);
    if (progress !== null && movement.progress !== null && now > movement.at) {
      const speed = (progress - movement.progress) / (now - movement.at);
      movement.speed = movement.speed === 0 ? speed : movement.speed * (1 - smoothing) + speed * smoothing;
      movement.at = now;
    }
    movement.bytesMoved = Math.max(movement.bytesMoved, bytesMoved);
    movement.progress = progress === null ? null : Math.max(progress, movement.progress ?? 0);
    if (now - movement.told < progressEvery) return;
    movement.told = now;
    const { bytesMoved: bytes, progress: share } = movement;
    this.#tell([{ id, bytesMoved: bytes, progress: share, timeLeft: this.#timeLeft(movement) }]);
  }

  forget(id: string): void {
    this.#all.delete(id);
  }

  #timeLeft({ progress, speed, startedAt }: Movement): number | null {
    if (progress === null || speed <= 0 || this.#clock.now() - startedAt < estimateAfter) return null;
    return Math.round((1 - progress) / speed);
  }
}

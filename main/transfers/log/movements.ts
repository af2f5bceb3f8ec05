import type { TransferProgress } from '../../../shared/transfer.ts';
import { Calmly } from '../../clock/waits.ts';
import type { Clock } from '../ports.ts';

/** Milliseconds. A person reads no faster, and each telling is drawn. */
const progressEvery = 250;
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
};

/** How far documents have moved in this run of the app: told at most four times a second, all of it at once, never journaled. */
export class Movements {
  readonly #clock: Clock;
  readonly #tell: (progress: readonly TransferProgress[]) => void;
  readonly #all = new Map<string, Movement>();
  readonly #untold = new Set<string>();
  readonly #telling: Calmly;

  constructor(clock: Clock, tell: (progress: readonly TransferProgress[]) => void) {
    this.#clock = clock;
    this.#tell = tell;
    this.#telling = new Calmly(
      clock,
      () => progressEvery,
      () => this.#tellAll(),
    );
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
    };
    this.#all.set(id, movement);
    if (progress !== null && movement.progress !== null && now > movement.at) {
      const speed = (progress - movement.progress) / (now - movement.at);
      movement.speed = movement.speed === 0 ? speed : movement.speed * (1 - smoothing) + speed * smoothing;
      movement.at = now;
    }
    movement.bytesMoved = Math.max(movement.bytesMoved, bytesMoved);
    movement.progress = progress === null ? null : Math.max(progress, movement.progress ?? 0);
    this.#untold.add(id);
    this.#telling.soon();
  }

  forget(id: string): void {
    this.#all.delete(id);
    this.#untold.delete(id);
  }

  #tellAll(): void {
    if (this.#untold.size === 0) return;
    const told = [...this.#untold].flatMap((id) => {
      const movement = this.of(id);
      return movement ? [{ id, ...movement }] : [];
    });
    this.#untold.clear();
    this.#tell(told);
  }

  #timeLeft({ progress, speed, startedAt }: Movement): number | null {
    if (progress === null || speed <= 0 || this.#clock.now() - startedAt < estimateAfter) return null;
    return Math.round((1 - progress) / speed);
  }
}

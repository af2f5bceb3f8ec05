/** The figure below which so many per cent of the others are; 0 of none. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * share) / 100) - 1)] ?? 0;
}

export const median = (figures: readonly number[]): number => percentile(figures, 50);

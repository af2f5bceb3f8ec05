/** The figure below which so many per cent of the others are; 0 of none. */
export function percentile(figures: readonly number[], share: number): number {
  const sorted = [...figures].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((sorted.length * share) / 100) - 1)] ?? 0;
}

export const median = (figures: readonly number[]): number => percentile(figures, 50);

/** To three places. */
export const round = (figure: number): number => Math.round(figure * 1000) / 1000;

/** How long the same work took several times: the median, the fastest and the slowest. */
export type Times = { readonly seconds: number; readonly spread: readonly [number, number] };

export const timesOf = (seconds: readonly number[]): Times => ({
  seconds: round(median(seconds)),
  spread: [round(Math.min(...seconds)), round(Math.max(...seconds))],
});

export const timesText = ({ seconds, spread }: Times): string =>
  `${seconds.toFixed(3).padStart(7)} s (${spread.map((one) => one.toFixed(3)).join(' to ')})`;

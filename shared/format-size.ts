const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

function sizeParts(bytes: number): {
  readonly value: number;
  readonly unit: (typeof units)[number];
  readonly digits: number;
} {
  const step = bytes < 1000 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return { value, unit: units[step] ?? 'byte', digits: step > 1 && value < 100 ? 1 : 0 };
}

/** "2.4 MB"; long form "2.4 megabytes" for what is read aloud. */
export function formatSize(bytes: number, unitDisplay: 'short' | 'long' = 'short'): string {
  const { value, unit, digits } = sizeParts(bytes);
  const text = new Intl.NumberFormat('en-GB', {
    style: 'unit',
    unit,
    // The short form of byte has no plural.
    unitDisplay: unit === 'byte' ? 'long' : unitDisplay,
    maximumFractionDigits: digits,
  }).format(value);
  return text.replace('kB', 'KB');
}

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
  // The short form of byte has no plural.
  const text = formatter(unit, unit === 'byte' ? 'long' : unitDisplay, digits).format(value);
  return text.replace('kB', 'KB');
}

/** Making one takes far longer than using it, and a list asks for hundreds. */
const formatters = new Map<string, Intl.NumberFormat>();

function formatter(unit: string, unitDisplay: 'short' | 'long', digits: number): Intl.NumberFormat {
  const key = `${unit} ${unitDisplay} ${digits}`;
  const known = formatters.get(key);
  if (known) return known;
  const options = { style: 'unit', unit, unitDisplay, maximumFractionDigits: digits } as const;
  const made = new Intl.NumberFormat('en-GB', options);
  formatters.set(key, made);
  return made;
}

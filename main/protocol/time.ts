const format = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** `YYYY-MM-DDTHH:MM:SS.mmmZ` from milliseconds since 1970. */
export const formatTime = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** Milliseconds since 1970, or null where the text has another form or names no real date. */
export function parseTime(text: string): number | null {
  if (!format.test(text)) return null;
  const milliseconds = Date.parse(text);
  return Number.isFinite(milliseconds) && formatTime(milliseconds) === text ? milliseconds : null;
}

/** Topics and names of Destinations (protocol.md section 1). */

export const REGISTRY_TOPIC = 'sealpost-registry';
export const REQUESTS_TOPIC = 'sealpost-requests';

const part = /^[a-z0-9]+(?:[.-][a-z0-9]+)*$/;
const mostPartBytes = 63;

export type DestinationParts = { readonly name: string; readonly organisation: string };

/** `name@organisation`, or null where the text is no Destination. */
export function parseDestination(text: string): DestinationParts | null {
  const parts = text.split('@');
  const [name, organisation] = parts;
  if (parts.length !== 2 || name === undefined || organisation === undefined) return null;
  return isPart(name) && isPart(organisation) ? { name, organisation } : null;
}

export const isDestination = (text: string): boolean => parseDestination(text) !== null;

/** Kafka refuses topics that differ only in `.` and `_`, so every `.` becomes `_`. @throws for no Destination */
export function inboxTopic(destination: string): string {
  const parts = parseDestination(destination);
  if (!parts) throw new Error('not a destination');
  return `sealpost-inbox-${parts.name}__${parts.organisation}`.replaceAll('.', '_');
}

// `$` also matches before a final line feed in some languages, not here: without the m flag it is the end.
const isPart = (text: string): boolean => text.length <= mostPartBytes && part.test(text);

import type { Destination } from '../../../shared/destination.ts';

const most = 8;

/** People whose name or address contains the text, the own address last. */
export function peopleMatching(
  people: readonly Destination[],
  text: string,
  chosen: readonly string[],
  limit = most,
): readonly Destination[] {
  const sought = fold(text);
  return people
    .filter(({ destination }) => !chosen.includes(destination))
    .filter(({ label, destination }) => fold(label).includes(sought) || destination.includes(sought))
    .sort((a, b) => Number(a.owned) - Number(b.owned) || a.label.localeCompare(b.label))
    .slice(0, limit);
}

const fold = (text: string): string => text.trim().normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const part = '[a-z0-9]+(?:[.-][a-z0-9]+)*';
const address = new RegExp(`^${part}@${part}$`);

/** `name@organisation`; whether it exists is asked of main. */
export const looksLikeAddress = (text: string): boolean => text.length <= 127 && address.test(text);

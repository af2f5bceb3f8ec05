import { isolated } from '../isolated.ts';

export type NotificationWords = { readonly title: string; readonly body: string };
type Outcome = 'received' | 'delivered';

/** One notification for several documents. @param people one label for each document */
export function bundleText(outcome: Outcome, people: readonly string[]): NotificationWords {
  const count = people.length;
  return outcome === 'received'
    ? { title: `${count} documents received`, body: `From ${namesIn(people, 2)}.` }
    : { title: `${count} documents delivered`, body: `To ${namesIn(people, 1)}.` };
}

/** The same where the person wants no names in notifications. */
export const hiddenBundleText = (outcome: Outcome, count: number): NotificationWords =>
  outcome === 'received'
    ? { title: `${count} new documents`, body: 'Open Sealpost to see them.' }
    : { title: `News about ${count} documents`, body: 'Open Sealpost to see it.' };

/** "Alice Martin, Carol Diaz and 2 others": at most `most` names where there are more than two. */
function namesIn(people: readonly string[], most: number): string {
  const names = [...new Set(people)].map(isolated);
  if (names.length <= 2) return names.join(' and ');
  const others = names.length - most;
  return `${names.slice(0, most).join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`;
}

import { isolated } from '../../shared/isolated.ts';
import type { Transfer } from '../../shared/transfer.ts';
import type { Change } from '../stores/transfers.ts';
import { rowWord } from '../text/leg-text.ts';
import { rowName, rowPerson } from '../text/row-text.ts';

export type LiveMessages = { readonly polite: readonly string[]; readonly urgent: readonly string[] };

const spoken: ReadonlySet<string> = new Set([
  'sent',
  'delivered',
  'received',
  'failed',
  'cancelled',
  'incomplete',
  'cannot-save',
]);

/** What an event changed, as sentences; progress at each quarter. */
export function liveMessages(changes: readonly Change[]): LiveMessages {
  const polite: string[] = [];
  const urgent: string[] = [];
  for (const { before, now } of changes) {
    if (now.status !== before?.status) {
      if (now.status === 'refused') urgent.push(sentence(now));
      else if (spoken.has(now.status)) polite.push(sentence(now));
    } else if (isUnconfirmed(now) && !isUnconfirmed(before)) {
      polite.push(sentence(now));
    } else if (quarter(now) > quarter(before)) {
      polite.push(`${isolated(rowName(now))}: ${quarter(now) * 25} percent`);
    }
  }
  return { polite, urgent };
}

/** The server kept it, and nobody confirmed it: only the sender can do something now. */
const isUnconfirmed = ({ leg }: Transfer): boolean => leg?.name === 'removed' || leg?.name === 'time-over';

const quarter = ({ progress }: Transfer): number => Math.floor((progress ?? 0) * 4);

function sentence(transfer: Transfer): string {
  const person = rowPerson(transfer);
  const whom =
    transfer.direction === 'sent'
      ? `to ${isolated(person)}`
      : transfer.peerVerified
        ? `from ${isolated(person)}`
        : person;
  return `${rowWord(transfer, Date.now())}: ${isolated(rowName(transfer))}, ${whom}`;
}

/** Several at once are told as one: their last, and how many. */
export const together = (messages: readonly string[]): string =>
  messages.length <= 2 ? messages.join('. ') : `${messages.at(-1)}, and ${messages.length - 1} other changes`;

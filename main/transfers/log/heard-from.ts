import type { TransferStore } from '../ports.ts';
import type { TransferRecord } from './transfer-record.ts';

/** More than that many transfers with one person are not looked through for one line of text. */
const most = 500;

/**
 * When something that a person's app signed came to the server last, in milliseconds since 1970: a document of
 * theirs, or a confirmation. Null where nothing came, or not all of it can be looked through.
 */
export function heardFrom(store: Pick<TransferStore, 'page'>, person: string): number | null {
  const query = { direction: null, filter: 'all', search: null, person } as const;
  const { records, next } = store.page(query, null, most);
  const times = records.flatMap(heardBy);
  return next !== null || times.length === 0 ? null : Math.max(...times);
}

function heardBy(record: TransferRecord): readonly number[] {
  const { brokerTime } = record;
  const isSigned = record.direction === 'sent' ? record.acknowledgement !== null : record.verified;
  return isSigned && brokerTime !== null ? [brokerTime] : [];
}

import { Journal } from '../main/engine/journal.ts';
import type { AppOptions } from '../scripts/driver/running-app.ts';
import { median } from './figures.ts';

type TransferRecord = NonNullable<ReturnType<Journal['store']['get']>>;

/** What happens to a document between Send and Delivered, by the journals of both sides, in order. */
const way = [
  ['sent', 'start', 'Send taken up'],
  ['sent', 'sealed', 'checked, sealed, pieces published, signed'],
  ['sent', 'dispatched', 'data- published'],
  ['received', 'verified', 'data- fetched, opened, verified'],
  ['received', 'complete', 'pieces looked for'],
  ['received', 'opened', 'document opened, hash right, on the disk'],
  ['received', 'saved', 'in the folder, folder on the disk'],
  ['received', 'answer-signed', 'answer signed and journaled'],
  ['sent', 'acknowledged-received', 'answer published, fetched, verified: Delivered'],
] as const;

/** Milliseconds of each leg, a document each: the clock of both apps is that of this computer. */
export type Legs = Readonly<Record<string, number>>;

/** Reads the journals of two apps that have ended. @returns the median of each leg over these transfers */
export function traceOf(sender: AppOptions, recipient: AppOptions, transferIds: readonly string[]): Legs {
  const of = recordsOf(sender, transferIds);
  const to = recordsOf(recipient, transferIds);
  const legs = new Map<string, number[]>(way.map(([, , says]) => [says, []]));
  for (const id of transferIds) {
    let before = timeOf(of.get(id), 'queued');
    for (const [side, event, says] of way) {
      const at = timeOf((side === 'sent' ? of : to).get(id), event);
      legs.get(says)?.push(at - before);
      before = at;
    }
  }
  return Object.fromEntries([...legs].map(([says, times]) => [says, median(times)]));
}

function recordsOf({ profileDir }: AppOptions, ids: readonly string[]): ReadonlyMap<string, TransferRecord> {
  const nobody = { changed: () => {}, progress: () => {}, removed: () => {} };
  const alone = { isConnected: false, clockBlocks: false, offlineSince: null, retentionOf: () => null };
  const { store, database } = new Journal(profileDir, nobody, () => alone);
  try {
    return new Map(
      ids.flatMap((id) => {
        const record = store.sentByTransferId(id) ?? store.get(id);
        return record ? [[id, record] as const] : [];
      }),
    );
  } finally {
    database.close();
  }
}

function timeOf(record: TransferRecord | undefined, event: string): number {
  const found = record?.events.find((one) => one.event === event);
  if (!found) throw new Error(`the journal does not say when ${event} was`);
  return found.at;
}

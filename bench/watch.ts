import type { Page } from 'playwright';
import type { Api } from '../shared/ipc.ts';
import type { Transfer, TransferStatus } from '../shared/transfer.ts';

declare const window: { readonly sealpost: Api };

/**
 * Resolves with the next row that has this status, told by the app's own event: asking again and again
 * would be work of the app that is measured. Call it before what leads to it.
 */
export function next(page: Page, status: TransferStatus): Promise<Transfer> {
  return page.evaluate(
    (is) =>
      new Promise<Transfer>((resolve) => {
        const stop = window.sealpost.on('transfers.changed', ({ rows }) => {
          const row = rows.find((one) => one.status === is);
          if (!row) return;
          stop();
          resolve(row);
        });
      }),
    status,
  );
}

/** Resolves once so many transfers were delivered from now on, with the first's start and the last's end. */
export function untilDelivered(
  page: Page,
  count: number,
): Promise<{ readonly from: number; readonly until: number }> {
  return page.evaluate(
    (wanted) =>
      new Promise<{ from: number; until: number }>((resolve) => {
        const ids = new Set<string>();
        let [from, until] = [Number.POSITIVE_INFINITY, 0];
        const stop = window.sealpost.on('transfers.changed', ({ rows }) => {
          for (const { id, status, createdAt, finishedAt } of rows) {
            if (status !== 'delivered' || ids.has(id)) continue;
            ids.add(id);
            from = Math.min(from, createdAt);
            until = Math.max(until, finishedAt ?? 0);
          }
          if (ids.size < wanted) return;
          stop();
          resolve({ from, until });
        });
      }),
    count,
  );
}

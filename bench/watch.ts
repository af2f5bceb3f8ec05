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

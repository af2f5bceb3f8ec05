import type { Page } from 'playwright';
import type { Api } from '../shared/ipc.ts';
import type { Transfer, TransferStatus } from '../shared/transfer.ts';

declare const window: { readonly sealpost: Api };

/**
 * Resolves with the row of this transfer once it has this status, told by the app's own event: asking
 * again and again would be work of the page that is measured.
 */
export function untilStatus(
  page: Page,
  transfer: { readonly id?: string; readonly transferId?: string },
  status: TransferStatus,
): Promise<Transfer> {
  return page.evaluate(
    async ([wanted, is]) => {
      const isIt = (row: Transfer): boolean =>
        row.status === is && (row.id === wanted.id || row.transferId === wanted.transferId);
      let found: (row: Transfer) => void = () => {};
      const changed = new Promise<Transfer>((resolve) => {
        found = resolve;
      });
      const stop = window.sealpost.on('transfers.changed', ({ rows }) => {
        const row = rows.find(isIt);
        if (row) found(row);
      });
      const query = { direction: null, filter: 'all', search: '', person: null } as const;
      const { rows } = await window.sealpost.call('transfers.page', { query, cursor: null, limit: 50 });
      const already = rows.find(isIt);
      const row = already ?? (await changed);
      stop();
      return row;
    },
    [transfer, status] as const,
  );
}

import { useEffect, useState } from 'react';
import type { TransferDetails, TransferStatus } from '../../../shared/transfer.ts';
import { api } from '../../api.ts';
import { useTransfers } from '../../stores/transfers.ts';

const everyWhileMoving = 1_000;
/** A reply from the other side ends it; only what is still on its way moves. */
const moving: ReadonlySet<TransferStatus | undefined> = new Set(['sending', 'incoming']);

/** Steps and proof of one transfer, asked again whenever it changes; while it moves, once a second. */
export function useDetails(id: string): TransferDetails | null {
  const moves = useTransfers(({ byId }) => moving.has(byId[id]?.status));
  const [details, setDetails] = useState<TransferDetails | null>(null);
  useEffect(() => {
    let asked = 0;
    let shown = 0;
    const ask = async (): Promise<void> => {
      asked += 1;
      const question = asked;
      const answer = await api.call('transfers.details', id);
      if (question < shown) return;
      shown = question;
      setDetails(answer);
    };
    void ask();
    const stop = api.on('transfers.changed', ({ rows }) => {
      if (rows.some((row) => row.id === id)) void ask();
    });
    const timer = moves ? setInterval(() => void ask(), everyWhileMoving) : undefined;
    return () => {
      shown = Number.POSITIVE_INFINITY;
      stop();
      clearInterval(timer);
    };
  }, [id, moves]);
  return details;
}

import { useEffect, useState } from 'react';
import type { TransferDetails } from '../../../shared/transfer.ts';
import { api } from '../../api.ts';
import { isMoving, useTransfers } from '../../stores/transfers.ts';

const everyWhileMoving = 1_000;

/** Steps and proof of one transfer, asked again whenever it changes; while it moves, once a second. */
export function useDetails(id: string): TransferDetails | null {
  const changed = useTransfers(({ settled }) => settled[id]);
  const moving = changed !== undefined && isMoving(changed);
  const [details, setDetails] = useState<TransferDetails | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again because it changed
  useEffect(() => {
    let stale = false;
    const ask = async (): Promise<void> => {
      const answer = await api.call('transfers.details', id);
      if (!stale) setDetails(answer);
    };
    void ask();
    const timer = moving ? setInterval(() => void ask(), everyWhileMoving) : undefined;
    return () => {
      stale = true;
      clearInterval(timer);
    };
  }, [id, changed, moving]);
  return details;
}

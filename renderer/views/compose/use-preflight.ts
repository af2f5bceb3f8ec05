import { useEffect, useState } from 'react';
import type { Preflight } from '../../../shared/failures.ts';
import { api } from '../../api.ts';
import { useConnection, useDestinations, useIdentity } from '../../stores/mirrors.ts';
import type { Draft } from '../../stores/view.ts';

const settleFor = 120; // milliseconds, so that typing does not ask at each key

/** Asks main for the checks whenever the draft, the directory or the connection changed. */
export function usePreflight({ recipients, documents }: Draft): Preflight | null {
  const [preflight, setPreflight] = useState<Preflight | null>(null);
  const people = useDestinations(({ list }) => list);
  const connection = useConnection(({ state }) => state.kind);
  const identity = useIdentity(({ status }) => status?.kind);
  // biome-ignore lint/correctness/useExhaustiveDependencies: people, connection and identity change the answer
  useEffect(() => {
    let current = true;
    const timer = setTimeout(async () => {
      const compose = { recipients: [...recipients], documents: documents.map(({ token }) => token) };
      const found = await api.call('transfers.preflight', compose);
      if (current) setPreflight(found);
    }, settleFor);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [recipients, documents, people, connection, identity]);
  return preflight;
}

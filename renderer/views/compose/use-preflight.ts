import { useEffect, useState } from 'react';
import type { Preflight } from '../../../shared/failures.ts';
import { api } from '../../api.ts';
import { ownAddress, useConnection, useDestinations, useIdentity } from '../../stores/mirrors.ts';
import type { Draft } from '../../stores/view.ts';

const pause = 200;

type Answer = { readonly asked: string; readonly preflight: Preflight | null };
export type Asked = { readonly preflight: Preflight | null; readonly failed: boolean };

/** The checks of a draft, asked again when the draft or the world changes; null while they are open. */
export function usePreflight({ recipients, documents }: Draft): Asked {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const connection = useConnection(({ state }) => state.kind);
  const identity = useIdentity(({ status }) => status?.kind);
  const people = useDestinations(({ list }) => list);
  const asked = JSON.stringify({
    from: ownAddress(),
    recipients,
    documents: documents.map(({ token }) => token),
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again because the world changed
  useEffect(() => {
    let stale = false;
    const timer = setTimeout(async () => {
      const preflight = await api.call('transfers.preflight', JSON.parse(asked)).catch(() => null);
      if (!stale) setAnswer({ asked, preflight });
    }, pause);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [asked, connection, identity, people]);
  if (answer?.asked !== asked) return { preflight: null, failed: false };
  return { preflight: answer.preflight, failed: answer.preflight === null };
}

import { useEffect, useState } from 'react';
import { useTransfers } from '../stores/transfers.ts';
import { liveMessages, together } from './live-messages.ts';

const atMostEvery = 3_000;

/** Arrivals and results, said politely and not too often; refusals at once. */
export function LiveRegion() {
  const [polite, setPolite] = useState('');
  const [urgent, setUrgent] = useState('');
  useEffect(() => {
    let waiting: string[] = [];
    let last = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const say = (): void => {
      timer = undefined;
      last = Date.now();
      setPolite(together(waiting));
      waiting = [];
    };
    const stop = useTransfers.subscribe((state, before) => {
      if (state.news === before.news) return;
      const messages = liveMessages(state.news);
      if (messages.urgent.length > 0) setUrgent(together(messages.urgent));
      if (messages.polite.length === 0) return;
      waiting.push(...messages.polite);
      timer ??= setTimeout(say, Math.max(0, last + atMostEvery - Date.now()));
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, []);
  return (
    <>
      <div className="sr" role="status" aria-live="polite">
        {polite}
      </div>
      <div className="sr" role="alert" aria-live="assertive">
        {urgent}
      </div>
    </>
  );
}

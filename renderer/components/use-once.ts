import { useRef, useState } from 'react';

/** An action of a button that is not started again while it runs. */
export function useOnce(action: () => Promise<unknown>): {
  readonly busy: boolean;
  readonly run: () => void;
} {
  const running = useRef(false);
  const [busy, setBusy] = useState(false);
  const once = async (): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    try {
      await action();
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, run: () => void once() };
}

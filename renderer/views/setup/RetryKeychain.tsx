import { useState } from 'react';
import { api } from '../../api.ts';
import { useIdentity } from '../../stores/mirrors.ts';

/** Asks the keyring again, after the person unlocked it. */
export function RetryKeychain({ ink = false }: { readonly ink?: boolean }) {
  const [asking, setAsking] = useState(false);
  const retry = async (): Promise<void> => {
    if (asking) return;
    setAsking(true);
    try {
      useIdentity.setState({ status: await api.call('identity.retryKeychain', undefined) });
    } finally {
      setAsking(false);
    }
  };
  return (
    <button
      type="button"
      className={ink ? 'b p' : 'b small'}
      aria-disabled={asking}
      onClick={() => void retry()}
    >
      Try again
    </button>
  );
}

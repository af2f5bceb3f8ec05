import { useState } from 'react';
import type { Result } from '../../../shared/result.ts';
import type { NotKeptFailure, Settings } from '../../../shared/settings.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { settingNotKept } from '../../text/settings-text.ts';

type Change = Promise<Result<Settings, NotKeptFailure>>;

/** Changes settings; what was not kept is said beside them, and the old value stays on the screen. */
export function useChange(): {
  readonly failure: FailureText | null;
  readonly change: (change: Change) => void;
} {
  const [failure, setFailure] = useState<FailureText | null>(null);
  const follow = async (change: Change): Promise<void> => {
    const result = await change;
    setFailure(result.ok ? null : settingNotKept(result.failure.cause));
  };
  return { failure, change: (change) => void follow(change) };
}

import type { KeychainFault } from '../../../shared/identity.ts';
import { useFirstRun } from '../../stores/first-run.ts';
import { isForPassword } from '../../text/keyring-text.ts';
import { RetryKeychain } from './RetryKeychain.tsx';

/** What opens the keys: the keyring, asked again, or the password. */
export const OpenKeys = ({ why, look }: { readonly why: KeychainFault; readonly look: string }) =>
  isForPassword(why) ? (
    <button type="button" className={look} onClick={() => useFirstRun.setState({ later: false })}>
      Type the password
    </button>
  ) : (
    <RetryKeychain look={look} />
  );

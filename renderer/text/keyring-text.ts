import { assertNever } from '../../shared/assert-never.ts';
import type { KeychainFault } from '../../shared/identity.ts';
import type { FailureText } from './failure-text.ts';

/**
 * Why the keyring of this computer does not give the key, and what to do.
 * @param restarts the keyring is asked only once a start
 */
export function keyringText(why: KeychainFault, restarts: boolean): FailureText {
  const then = restarts ? 'then restart Sealpost' : 'then try again';
  switch (why) {
    case 'locked':
      return {
        code: 'KEY-301',
        title: 'Your keyring is locked.',
        body: `Unlock it, ${then} to send or open documents.`,
      };
    case 'another':
      return {
        code: 'KEY-302',
        title: 'Your key is protected by another keyring.',
        body: `This computer's keyring is open, but cannot open your key. Sign in as you did when you set Sealpost up, or put back a copy of that keyring, ${then}.`,
      };
    case 'missing':
      return {
        code: 'KEY-305',
        title: 'No keyring was found on this computer.',
        body: `Sealpost keeps your key in a keyring and nowhere else. Start or install one, such as GNOME Keyring or KWallet, ${then}.`,
      };
    default:
      return assertNever(why);
  }
}

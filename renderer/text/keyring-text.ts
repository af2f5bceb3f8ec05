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
        body: `Without one your key cannot be protected by your sign-in. Start or install one, such as GNOME Keyring or KWallet, ${then}.`,
      };
    case 'password':
      return {
        code: 'KEY-308',
        title: 'Your key is protected by a password.',
        body: 'Type it to send, to receive and to confirm.',
      };
    case 'wrong-password':
      return {
        code: 'KEY-309',
        title: 'This password does not open your key.',
        body: 'Nothing is lost. Try again: it is the one that you chose when you set Sealpost up. Nobody can replace it.',
      };
    default:
      return assertNever(why);
  }
}

/** What opens the keys is a password, not the keyring. */
export const isForPassword = (why: KeychainFault): boolean => why === 'password' || why === 'wrong-password';

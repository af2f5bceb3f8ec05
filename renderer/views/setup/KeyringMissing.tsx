import type { IdentityStatus } from '../../../shared/identity.ts';
import { Cause } from '../../components/Cause.tsx';
import { keyringText } from '../../text/keyring-text.ts';
import { Heading } from './Heading.tsx';
import { KeyringChoices } from './KeyringChoices.tsx';
import { RetryKeychain } from './RetryKeychain.tsx';
import { SetupFrame } from './SetupFrame.tsx';

type LockedKeyring = Extract<IdentityStatus, { readonly kind: 'keychain-unavailable' }>;

/** No keyring: nothing is made and nothing is opened, until it is there or a password is chosen in its place. */
export const KeyringMissing = ({ locked }: { readonly locked: LockedKeyring }) => (
  <SetupFrame step={locked.setUp ? 'key' : null} long={!locked.setUp}>
    <Heading>
      {locked.setUp
        ? "This computer's keyring does not give your key"
        : "This computer's keyring is not available"}
    </Heading>
    <p className="lead">
      {locked.setUp
        ? 'Your private key is kept in the keyring and nowhere else.'
        : 'The keyring protects your private key. Unlock it and try again, or choose a password in its place.'}
      {locked.restarts && ' Sealpost can ask for the keyring only when it starts.'}
    </p>
    <Cause
      failure={keyringText(locked.why, locked.restarts)}
      tone="amber"
      details={`keyring ${locked.backend}`}
    />
    <div className="go">
      <RetryKeychain look="b p" />
    </div>
    {!locked.setUp && <KeyringChoices />}
  </SetupFrame>
);

import type { ServerAccess, ServerSecrets } from '../../../shared/server-access.ts';
import { readServerAddress } from '../../../shared/server-address.ts';
import { PasswordField } from '../ChosenPassword.tsx';
import { InlineOptions } from '../Options.tsx';
import { TextField } from '../TextField.tsx';

type Props = {
  readonly value: ServerAccess;
  readonly secrets: ServerSecrets;
  readonly onChange: (value: ServerAccess, secrets: ServerSecrets) => void;
};

type Mechanism = 'plain' | 'scram-sha-256' | 'scram-sha-512';
type SignIn = Mechanism | 'none';

/** How the servers are reached and signed in to. */
export function AccessForm({ value, secrets, onChange }: Props) {
  const { security } = value;
  const { signIn } = security;
  const password = signIn && signIn.mechanism !== 'oauthbearer' ? signIn : null;
  const secure = (change: Partial<typeof security>): void =>
    onChange({ ...value, security: { ...security, ...change } }, secrets);
  return (
    <div className="fields">
      <TextField
        label="Servers"
        value={value.brokers.join(', ')}
        placeholder="kafka-1.example.com:9093"
        hint="Name and port. Separate several with a comma."
        onChange={(typed) =>
          onChange({ ...value, brokers: typed.split(',').map((one) => one.trimStart()) }, secrets)
        }
      />
      <InlineOptions
        legend="Connection"
        options={[
          { value: 'tls', label: 'Encrypted (TLS)' },
          { value: 'clear', label: 'Not encrypted' },
        ]}
        value={security.tls ? 'tls' : 'clear'}
        onChoose={(chosen) =>
          secure({ tls: chosen === 'tls' ? { authorities: 'system', clientCertificate: false } : null })
        }
      />
      <InlineOptions<SignIn>
        legend="Sign-in"
        options={[
          { value: 'none', label: 'None' },
          { value: 'scram-sha-512', label: 'SCRAM-SHA-512' },
          { value: 'scram-sha-256', label: 'SCRAM-SHA-256' },
          // In clear, a password that is sent as it is protects nobody.
          ...(security.tls ? [{ value: 'plain', label: 'PLAIN' } as const] : []),
        ]}
        value={password?.mechanism ?? 'none'}
        onChoose={(mechanism) =>
          secure({ signIn: mechanism === 'none' ? null : { mechanism, username: password?.username ?? '' } })
        }
      />
      {password && (
        <>
          <TextField
            label="Sign-in name on the server"
            value={password.username}
            maxLength={256}
            onChange={(username) => secure({ signIn: { ...password, username } })}
          />
          <PasswordField
            label="Password on the server"
            value={secrets.password ?? ''}
            onChange={(typed) => onChange(value, { ...secrets, password: typed })}
          />
        </>
      )}
    </div>
  );
}

/** What is typed, as it is used: without empty parts. */
export const trimmedAccess = (access: ServerAccess): ServerAccess => ({
  ...access,
  brokers: access.brokers.flatMap((typed) => {
    const address = readServerAddress(typed);
    return address.ok ? [address.value] : [];
  }),
});

/** All that is needed to try is there. */
export function isAccessWhole({ brokers, security }: ServerAccess, secrets: ServerSecrets): boolean {
  const { signIn, tls } = security;
  const named = brokers.filter((broker) => broker.trim() !== '');
  if (named.length === 0 || !named.every((broker) => readServerAddress(broker).ok)) return false;
  if (!signIn || signIn.mechanism === 'oauthbearer') return true;
  if (signIn.mechanism === 'plain' && !tls) return false;
  return signIn.username.trim() !== '' && (secrets.password ?? '') !== '';
}

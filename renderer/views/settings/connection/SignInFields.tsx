import type { ServerShown } from '../../../../shared/server-settings.ts';
import { TextField } from '../../../components/TextField.tsx';
import type { ServerDraft } from './server-draft.ts';

const keptHint = { hint: 'One is kept. Leave this empty to keep it.' };

type Props = {
  readonly draft: ServerDraft;
  readonly kept: ServerShown['kept'];
  readonly set: (change: Partial<ServerDraft>) => void;
};

/** What the chosen way of signing in wants. */
export function SignInFields({ draft, kept, set }: Props) {
  if (draft.signIn === 'none') return null;
  if (draft.signIn !== 'oauthbearer')
    return (
      <>
        <TextField label="Sign-in name" value={draft.username} onChange={(username) => set({ username })} />
        <TextField
          label="Password"
          secret
          value={draft.password}
          onChange={(password) => set({ password })}
          {...(kept.includes('password') ? keptHint : {})}
        />
      </>
    );
  return (
    <>
      <TextField
        label="Token service"
        value={draft.tokenEndpoint}
        onChange={(tokenEndpoint) => set({ tokenEndpoint })}
        hint="Its address, such as https://login.example/token."
      />
      <TextField label="Client ID" value={draft.clientId} onChange={(clientId) => set({ clientId })} />
      <TextField
        label="Client secret"
        secret
        value={draft.clientSecret}
        onChange={(clientSecret) => set({ clientSecret })}
        {...(kept.includes('clientSecret') ? keptHint : {})}
      />
      <TextField
        label="Scope"
        value={draft.scope}
        onChange={(scope) => set({ scope })}
        hint="Empty where none is wanted."
      />
    </>
  );
}

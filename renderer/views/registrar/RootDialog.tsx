import { isolated } from '../../../shared/isolated.ts';
import { api } from '../../api.ts';
import { PasswordDialog } from '../../components/PasswordDialog.tsx';
import type { FailureText } from '../../text/failure-text.ts';
import { registrarFailureText } from '../../text/registrar-text.ts';

/** What is done with the root key or its copy. */
export type RootAct =
  | { readonly kind: 'save' | 'try' | 'renew-list' | 'become-registrar' }
  | { readonly kind: 'revoke-issuer'; readonly fingerprint: string; readonly name: string };

type Props = { readonly act: RootAct; readonly organisation: string; readonly onClose: () => void };

/** Asks for the password of the root copy; main then asks for its file. */
export function RootDialog({ act, organisation, onClose }: Props) {
  const { title, body, button } = words(act, organisation);
  return (
    <PasswordDialog
      title={title}
      act={button}
      chosen={act.kind === 'save'}
      onPassword={(password) => perform(act, password)}
      onClose={onClose}
    >
      <p>{body}</p>
    </PasswordDialog>
  );
}

async function perform(act: RootAct, password: string): Promise<FailureText | null> {
  const result = await call(act, password);
  return result.ok ? null : registrarFailureText(result.failure);
}

function call(act: RootAct, password: string) {
  switch (act.kind) {
    case 'save':
      return api.call('registrar.saveRootCopy', password);
    case 'try':
      return api.call('registrar.tryRootCopy', password);
    case 'renew-list':
      return api.call('registrar.renewIssuersList', password);
    case 'become-registrar':
      return api.call('registrar.becomeRegistrar', password);
    case 'revoke-issuer':
      return api.call('registrar.revokeIssuer', { fingerprint: act.fingerprint, password });
  }
}

type Words = { readonly title: string; readonly body: string; readonly button: string };

function words(act: RootAct, organisation: string): Words {
  switch (act.kind) {
    case 'save':
      return {
        title: 'Save the root copy',
        body: 'It is locked with a password that you choose now. Write it down and keep it apart from the USB stick: nobody can replace it. When the copy is saved, the root key is removed from this computer.',
        button: 'Save as…',
      };
    case 'try':
      return {
        title: 'Try the root copy',
        body: 'Sealpost opens the copy and looks whether it belongs to your organisation. Nothing of it is kept on this computer.',
        button: 'Choose the copy…',
      };
    case 'renew-list':
      return {
        title: 'Renew the list of revoked issuing certificates',
        body: 'The root signs a new list. Nothing of the copy is kept on this computer.',
        button: 'Choose the copy…',
      };
    case 'become-registrar':
      return {
        title: `Become a registrar of ${organisation}`,
        body: 'With the root copy this computer gets an issuing certificate of its own. You can then approve, refuse and revoke, beside the other registrar. Nothing of the copy is kept here.',
        button: 'Choose the copy…',
      };
    case 'revoke-issuer':
      return {
        title: `Revoke the issuing certificate of ${isolated(act.name)}`,
        body: 'Choose this if that computer was lost or stolen. Nothing that it issued counts any more; the people concerned ask again by themselves, and you compare their codes. It cannot be undone.',
        button: 'Choose the copy…',
      };
  }
}

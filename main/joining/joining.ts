import { randomUUID } from 'node:crypto';
import type { InvitationFailure, InvitationPreview } from '../../shared/joining.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { displayName } from '../protocol/document-name.ts';
import { digitGroups } from '../protocol/request-code.ts';
import type { OrganisationFile } from '../storage/stored-settings.ts';
import type { Clock } from '../transfers/ports.ts';
import { type Invitation, readInvitation } from './invitation.ts';

type Parts = {
  readonly clock: Pick<Clock, 'now'>;
  /** The organisation that this installation knows, or null. */
  readonly known: () => Pick<OrganisationFile, 'organisation' | 'rootCertificate'> | null;
};

/** Invitations on their way from the paste to "Join": nothing of one is used before the person compared its root. */
export class Joining {
  readonly #clock: Parts['clock'];
  readonly #known: Parts['known'];
  #read: { readonly token: string; readonly invitation: Invitation } | null = null;

  constructor({ clock, known }: Parts) {
    this.#clock = clock;
    this.#known = known;
  }

  read(text: string): Result<InvitationPreview, InvitationFailure> {
    const invitation = readInvitation(text);
    if (typeof invitation === 'string') return failed({ kind: invitation });
    const { organisation, root, until, from } = invitation;
    const known = this.#known();
    const rootKnown =
      known?.organisation === organisation ? Buffer.from(known.rootCertificate, 'base64') : root;
    if (!rootKnown.equals(root))
      return failed({
        kind: 'another-root',
        organisation,
        known: digitGroups(rootKnown),
        named: digitGroups(root),
      });
    if (until <= this.#clock.now()) return failed({ kind: 'expired', until, from: displayName(from.label) });
    const token = randomUUID();
    this.#read = { token, invitation };
    return ok(previewOf(invitation, token));
  }

  /** What was read under this token, or null where something else was read since. */
  of(token: string): Invitation | null {
    return this.#read?.token === token ? this.#read.invitation : null;
  }
}

const shown = ({ label, destination }: Invitation['from']): Invitation['from'] => ({
  label: displayName(label),
  destination,
});

function previewOf(invitation: Invitation, token: string): InvitationPreview {
  const { organisation, root, from, forPerson, until, access, locked } = invitation;
  const { signIn, tls } = access.security;
  const isPersonal = signIn !== null || tls?.clientCertificate === true;
  return {
    ...{ token, organisation, until, access },
    from: shown(from),
    forPerson: forPerson && shown(forPerson),
    signIn: locked ? 'locked' : isPersonal ? 'needed' : 'none',
    rootCode: digitGroups(root),
  };
}

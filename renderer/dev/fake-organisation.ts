import type { IdentityStatus } from '../../shared/identity.ts';
import type { CertificateRequest, RegistrarStatus } from '../../shared/registrar.ts';
import { ok } from '../../shared/result.ts';
import { certificates, invitation, preview, registrar, waiting } from './sample-organisation.ts';

type State = { identity: IdentityStatus; registrar: RegistrarStatus | null };
type Emit = (name: string, payload: unknown) => void;

/** Answers about joining, founding, a registrar's work and the life of a key. */
export function organisationAnswers(state: State, emit: Emit) {
  const identityNow = (identity: IdentityStatus): IdentityStatus => {
    state.identity = identity;
    emit('identity.changed', identity);
    return identity;
  };
  const registrarNow = (change: Partial<RegistrarStatus>): void => {
    state.registrar = { ...(state.registrar ?? registrar), ...change };
    emit('registrar.changed', state.registrar);
  };
  const decide = (id: string, decided: CertificateRequest['state']): void => {
    const { requests } = state.registrar ?? registrar;
    const next = requests.map((one) => (one.id === id ? { ...one, state: decided } : one));
    registrarNow({
      requests: next,
      waiting: next.filter((one) => one.state.kind === 'waiting').length,
    });
  };
  const notSetUp = (organisation: string, founder: boolean): void => {
    const invited = founder ? null : preview.forPerson;
    identityNow({ kind: 'not-set-up', organisation, invited, founder });
  };
  const authorityNow = (change: Partial<RegistrarStatus['authority']>): void =>
    registrarNow({ authority: { ...(state.registrar ?? registrar).authority, ...change } });
  return {
    'identity.makeNewKey': () => {
      identityNow(waiting);
      return ok(null);
    },
    'identity.usePassword': () =>
      identityNow({ kind: 'not-set-up', organisation: null, invited: null, founder: false }),
    'identity.askAgain': () => {
      if (state.identity.kind === 'waiting-for-certificate')
        identityNow({ ...state.identity, refusal: null });
      return null;
    },
    'joining.read': () => ok(preview),
    'joining.choose': () => ok(preview),
    'joining.join': () => {
      notSetUp(preview.organisation, false);
      return ok({ organisation: preview.organisation });
    },
    'organisation.found': (args: unknown) => {
      const { name } = args as { readonly name: string };
      registrarNow({ organisation: name, requests: [], waiting: 0, people: 0 });
      authorityNow({ rootKeyHere: true, rootCopy: null, others: [], due: [{ kind: 'root-copy' }] });
      notSetUp(name, true);
      return ok(null);
    },
    'documents.test': () => ({
      documents: [{ token: 'test', name: 'Welcome to Sealpost.pdf', size: 21_000 }],
      refused: [],
    }),
    'registrar.status': () => state.registrar,
    'registrar.certificates': (args: unknown) => {
      const { search } = args as { readonly search: string };
      const sought = search.toLowerCase();
      const rows = certificates.filter(({ label, destination }) =>
        `${label} ${destination}`.toLowerCase().includes(sought),
      );
      return { rows, total: rows.length };
    },
    'registrar.approve': (args: unknown) => {
      const { id } = args as { readonly id: string };
      decide(id, { kind: 'approved', at: Date.now(), by: 'person' });
      return ok(null);
    },
    'registrar.refuse': (args: unknown) => {
      const { id, reason } = args as { readonly id: string; readonly reason: string };
      decide(id, { kind: 'refused', at: Date.now(), reason });
      return ok(null);
    },
    'registrar.revoke': () => ok(null),
    'registrar.openRequest': () => ok(null),
    'registrar.invite': (args: unknown) => {
      const { person } = args as { readonly person: { readonly signIn: object | null } | null };
      return ok({ ...invitation, code: person?.signIn ? invitation.code : null });
    },
    'registrar.saveInvitation': () => ok({ saved: true }),
    'registrar.saveRootCopy': () => {
      authorityNow({ rootKeyHere: false, rootCopy: { savedAt: Date.now(), triedAt: null }, due: [] });
      return ok({ saved: true });
    },
    'registrar.tryRootCopy': () => ok(null),
    'registrar.renewIssuersList': () => ok(null),
    'registrar.becomeRegistrar': () => {
      registrarNow({});
      return ok(null);
    },
    'registrar.revokeIssuer': () => ok(null),
  };
}

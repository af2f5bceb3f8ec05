import type { OfferedDocument, OfferFailureKind, OfferReply } from '../../shared/documents.ts';
import type { FileFailure, SendFailure } from '../../shared/failures.ts';
import { failed } from '../../shared/result.ts';
import { api } from '../api.ts';
import { ownAddress } from './mirrors.ts';
import { createStore } from './store.ts';

/** Where a registrar looks after the organisation. */
export type RegistrarPlace = 'requests' | 'certificates' | 'organisation' | 'invite';
export type Place = 'inbox' | 'sent' | 'people' | 'settings' | 'compose' | 'notifications' | RegistrarPlace;
export type ListName = 'inbox' | 'sent';
export type SettingsSection = 'identity' | 'files' | 'notifications' | 'appearance' | 'connection' | 'about';

export type Draft = {
  readonly recipients: readonly string[];
  readonly documents: readonly OfferedDocument[];
  readonly refused: OfferReply['refused'];
  readonly failure: SendFailure | null;
};

type ViewState = {
  readonly place: Place;
  /** The open transfer of each list. */
  readonly open: Readonly<Record<ListName, string | null>>;
  readonly person: string | null;
  /** The open request, by its id, and the open certificate, by its fingerprint. */
  readonly request: string | null;
  readonly certificate: string | null;
  readonly section: SettingsSection | null;
  readonly draft: Draft;
  readonly fileFailure: { readonly id: string; readonly failure: FileFailure } | null;
  /** Counts the requests to put the keyboard into the search field. */
  readonly searches: number;
};

export const emptyDraft: Draft = { recipients: [], documents: [], refused: [], failure: null };

/** Where the person is. Nothing of it is kept by main. */
export const useView = createStore<ViewState>({
  place: 'inbox',
  open: { inbox: null, sent: null },
  person: null,
  request: null,
  certificate: null,
  section: null,
  draft: emptyDraft,
  fileFailure: null,
  searches: 0,
});

export const go = (place: Place): void => useView.setState({ place });

export function openTransfer(list: ListName, id: string | null): void {
  useView.setState(({ open }) => ({ place: list, open: { ...open, [list]: id }, fileFailure: null }));
}

export const openPerson = (person: string | null): void => useView.setState({ place: 'people', person });

export const openRequest = (request: string | null): void => useView.setState({ place: 'requests', request });

export const openCertificate = (certificate: string | null): void =>
  useView.setState({ place: 'certificates', certificate });

export const openSettings = (section: SettingsSection | null): void =>
  useView.setState({ place: 'settings', section });

const searched: ReadonlySet<Place> = new Set(['inbox', 'sent', 'people', 'certificates']);

/** Search belongs to a list: elsewhere it first goes to the Inbox. */
export function search(): void {
  useView.setState(({ place, searches }) => ({
    place: searched.has(place) ? place : 'inbox',
    searches: searches + 1,
  }));
}

export const setDraft = (change: (draft: Draft) => Draft): void =>
  useView.setState(({ draft }) => ({ draft: { ...change(draft), failure: null } }));

export const discardDraft = (): void => useView.setState({ draft: emptyDraft });

export function compose(recipients: readonly string[] = []): void {
  setDraft((draft) => ({ ...draft, recipients: recipientsOf(draft, recipients) }));
  go('compose');
}

/** A draft without documents was left behind: who is named now is meant alone. */
const recipientsOf = (draft: Draft, named: readonly string[]): readonly string[] =>
  named.length > 0 && draft.documents.length === 0 ? named : union(draft.recipients, named);

/** Puts what was dropped, pasted or chosen into the draft and shows it. */
export function take(reply: OfferReply, recipients: readonly string[] = []): void {
  if (reply.documents.length === 0 && reply.refused.length === 0) return;
  setDraft((draft) => {
    const documents = [...draft.documents, ...reply.documents];
    return {
      ...draft,
      recipients: recipientsOf(draft, recipients),
      documents: documents.slice(0, mostDocuments),
      refused: [...reply.refused, ...leftOut(documents.length - mostDocuments)],
    };
  });
  go('compose');
}

/** As many as one call to main takes. */
const mostDocuments = 1_000;
const leftOut = (count: number): OfferReply['refused'] =>
  count > 0 ? [{ name: count === 1 ? '1 document' : `${count} documents`, kind: 'too-many' }] : [];

export async function offerFiles(files: readonly File[], recipients: readonly string[] = []): Promise<void> {
  if (files.length === 0) return;
  const { documents, refused } = await api.offer(files.slice(0, mostDocuments));
  take({ documents, refused: [...refused, ...leftOut(files.length - mostDocuments)] }, recipients);
}

/** What was dropped or pasted is no file: that is said where its document would stand. */
export const refuse = (kind: OfferFailureKind): void =>
  take({ documents: [], refused: [{ name: '', kind }] });

export const chooseDocuments = async (): Promise<void> => take(await api.call('documents.choose', undefined));

/** Queues one transfer for each person and document, then shows the first of them. */
export async function sendDraft(): Promise<void> {
  const { draft } = useView.getState();
  const documents = draft.documents.map(({ token }) => token);
  const result = await api
    .call('transfers.send', { from: ownAddress(), recipients: [...draft.recipients], documents })
    .catch(() => failed<SendFailure>({ kind: 'failed' }));
  if (!result.ok) {
    useView.setState({ draft: { ...draft, failure: result.failure } });
    return;
  }
  discardDraft();
  openTransfer('sent', result.value[0]?.id ?? null);
}

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

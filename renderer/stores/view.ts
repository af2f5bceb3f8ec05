import { create } from 'zustand';
import type { OfferReply, OfferedDocument } from '../../shared/documents.ts';
import { api } from '../api.ts';

export type Place = 'inbox' | 'sent' | 'people' | 'settings' | 'compose' | 'notifications';

export type Draft = {
  readonly recipients: readonly string[];
  readonly documents: readonly OfferedDocument[];
  readonly refused: OfferReply['refused'];
};

type ViewState = {
  readonly place: Place;
  /** The open transfer of each list. */
  readonly open: { readonly inbox: string | null; readonly sent: string | null };
  readonly draft: Draft;
};

export const emptyDraft: Draft = { recipients: [], documents: [], refused: [] };

/** Where the person is. Nothing of it is kept by main. */
export const useView = create<ViewState>()(() => ({ place: 'inbox', open: { inbox: null, sent: null }, draft: emptyDraft }));

export const go = (place: Place): void => useView.setState({ place });

export function openTransfer(list: 'inbox' | 'sent', id: string | null): void {
  useView.setState(({ open }) => ({ place: list, open: { ...open, [list]: id } }));
}

export function compose(recipients: readonly string[] = []): void {
  useView.setState(({ draft }) => ({ place: 'compose', draft: { ...draft, recipients: union(draft.recipients, recipients) } }));
}

export const setDraft = (change: (draft: Draft) => Draft): void => useView.setState(({ draft }) => ({ draft: change(draft) }));

export const discardDraft = (): void => useView.setState({ draft: emptyDraft });

/** Puts what was dropped, pasted or chosen into the draft and shows it. */
export function take(reply: OfferReply, recipients: readonly string[] = []): void {
  if (reply.documents.length === 0 && reply.refused.length === 0) return;
  useView.setState(({ draft }) => ({
    place: 'compose',
    draft: {
      recipients: union(draft.recipients, recipients),
      documents: [...draft.documents, ...reply.documents],
      refused: reply.refused,
    },
  }));
}

export const offerFiles = async (files: readonly File[], recipients: readonly string[] = []): Promise<void> => {
  if (files.length > 0) take(await api.offer(files), recipients);
};

export const chooseDocuments = async (): Promise<void> => take(await api.call('documents.choose', undefined));

const union = (a: readonly string[], b: readonly string[]): readonly string[] => [...new Set([...a, ...b])];

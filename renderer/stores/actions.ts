import type { FileFailure } from '../../shared/failures.ts';
import type { Result } from '../../shared/result.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { api } from '../api.ts';
import { cancelQuestion, removeQuestion } from '../text/question-text.ts';
import { ask } from './question.ts';
import { openTransfer, useView } from './view.ts';

/** What a person can do with a transfer; main answers, and the mirrors follow its events. */
export async function cancelTransfer(transfer: Transfer): Promise<void> {
  if (transfer.cancellable && (await ask(cancelQuestion(transfer))))
    await api.call('transfers.cancel', transfer.id);
}

/** What the recipient refused goes out as another transfer: its row is shown. */
export async function retryTransfer(id: string): Promise<void> {
  const sent = await api.call('transfers.retry', id);
  if (sent.id !== null && sent.id !== id) openTransfer('sent', sent.id);
}

export const retryAll = async (): Promise<void> => void (await api.call('transfers.retryAll', undefined));

export async function removeTransfers(ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0 || !(await ask(removeQuestion(ids.length)))) return false;
  await api.call('transfers.remove', [...ids]);
  return true;
}

export const markRead = async (ids: readonly string[], read: boolean): Promise<void> =>
  void (await api.call('transfers.markRead', { ids: [...ids], read }));

export const copy = async (text: string): Promise<void> => void (await api.call('clipboard.copy', text));

/** The failure of opening, showing or saving stands beside the transfer's actions. */
async function file(id: string, outcome: Promise<Result<unknown, FileFailure>>): Promise<void> {
  const result = await outcome;
  const failure = result.ok || result.failure.kind === 'declined' ? null : { id, failure: result.failure };
  useView.setState({ fileFailure: failure });
}

export const openDocument = (id: string): Promise<void> => file(id, api.call('transfers.open', id));
export const revealDocument = (id: string): Promise<void> => file(id, api.call('transfers.reveal', id));
export const saveDocumentAs = (id: string): Promise<void> => file(id, api.call('transfers.saveAs', id));

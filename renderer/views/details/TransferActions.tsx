import { FolderOpen, RotateCw, Save, X } from 'lucide-react';
import type { Transfer } from '../../../shared/transfer.ts';
import { Cause } from '../../components/Cause.tsx';
import {
  cancelTransfer,
  openDocument,
  retryTransfer,
  revealDocument,
  saveDocumentAs,
} from '../../stores/actions.ts';
import { useView } from '../../stores/view.ts';
import { fileFailureText } from '../../text/file-text.ts';
import { retryLabel } from '../../text/status-text.ts';

/** What can be done with a transfer now: one ink button at most. */
export function TransferActions({ transfer }: { readonly transfer: Transfer }) {
  const { id, cancellable, retryable, path, direction } = transfer;
  const fileFailure = useView((view) => view.fileFailure);
  const failure = fileFailure?.id === id ? fileFailureText(fileFailure.failure) : null;
  const received = direction === 'received' && path !== null;
  const files = path !== null && !cancellable;
  if (!cancellable && !retryable && !files) return null;
  return (
    <>
      <div className="bs acts-bar">
        {retryable && (
          <button
            type="button"
            className="b p"
            onClick={() => void retryTransfer(id)}
            title={`${retryLabel(transfer)} (Ctrl+R)`}
          >
            <RotateCw className="i" aria-hidden="true" />
            {retryLabel(transfer)}
          </button>
        )}
        {cancellable && (
          <button
            type="button"
            className="b"
            onClick={() => void cancelTransfer(transfer)}
            title="Cancel (Ctrl+.)"
          >
            <X className="i" aria-hidden="true" />
            Cancel
          </button>
        )}
        {files && (
          <button type="button" className={received ? 'b p' : 'b'} onClick={() => void openDocument(id)}>
            Open
          </button>
        )}
        {files && (
          <button type="button" className="b" onClick={() => void revealDocument(id)}>
            <FolderOpen className="i" aria-hidden="true" />
            Show in folder
          </button>
        )}
        {received && (
          <button type="button" className="b" onClick={() => void saveDocumentAs(id)}>
            <Save className="i" aria-hidden="true" />
            Save as…
          </button>
        )}
      </div>
      {failure && (
        <div className="acts-cause">
          <Cause failure={failure} />
        </div>
      )}
    </>
  );
}

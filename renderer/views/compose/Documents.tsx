import { Upload, X } from 'lucide-react';
import { useId } from 'react';
import type { OfferedDocument } from '../../../shared/documents.ts';
import type { Preflight } from '../../../shared/failures.ts';
import { formatSize } from '../../../shared/format-size.ts';
import { isolated } from '../../../shared/isolated.ts';
import { Cause } from '../../components/Cause.tsx';
import { DocumentIcon, DocumentName } from '../../components/DocumentName.tsx';
import { chooseDocuments, setDraft, useView } from '../../stores/view.ts';
import { checkText } from '../../text/failure-text.ts';
import { offerFailureText } from '../../text/offer-text.ts';

/** What is sent: dropped, pasted or chosen; each refused item says why. */
export function Documents({ preflight }: { readonly preflight: Preflight | null }) {
  const documents = useView(({ draft }) => draft.documents);
  const refused = useView(({ draft }) => draft.refused);
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>Documents</h3>
      <div>
        {documents.length > 0 && (
          <ul className="lines" aria-label="Chosen documents">
            {documents.map((document) => (
              <DocumentLine key={document.token} document={document} />
            ))}
          </ul>
        )}
        <div className="zone">
          <Upload className="i" aria-hidden="true" />
          <span className="grow">Drop documents here, paste, or choose</span>
          <button
            type="button"
            className="b small"
            title="Choose documents (Ctrl+O)"
            onClick={() => void chooseDocuments()}
          >
            Choose…
          </button>
        </div>
        {preflight?.documents.map(({ token, state, reason }) => {
          const name = documents.find((one) => one.token === token)?.name ?? '';
          return (
            state === 'failed' &&
            reason !== null && <Cause key={token} failure={checkText(reason, name, name)} details={reason} />
          );
        })}
        {refused.map(({ name, kind }) => (
          <div key={`${kind} ${name}`} className="refused">
            <Cause failure={offerFailureText(kind, name)}>
              <button type="button" className="b small" onClick={() => void chooseDocuments()}>
                Choose
              </button>
              <button
                type="button"
                className="b q small"
                onClick={() =>
                  setDraft((draft) => ({
                    ...draft,
                    refused: draft.refused.filter((one) => one.name !== name || one.kind !== kind),
                  }))
                }
              >
                Dismiss
              </button>
            </Cause>
          </div>
        ))}
      </div>
    </section>
  );
}

function DocumentLine({ document: { token, name, size } }: { readonly document: OfferedDocument }) {
  const remove = (): void =>
    setDraft((draft) => ({ ...draft, documents: draft.documents.filter((one) => one.token !== token) }));
  return (
    <li>
      <DocumentIcon name={name} />
      <span className="nm">
        <DocumentName name={name} />
      </span>
      <span className="c num">{formatSize(size)}</span>
      <button
        type="button"
        className="b q sq small"
        aria-label={`Remove ${isolated(name)}`}
        title="Remove"
        onClick={remove}
      >
        <X className="i" aria-hidden="true" />
      </button>
    </li>
  );
}

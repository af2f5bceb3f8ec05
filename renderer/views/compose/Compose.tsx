import { FolderOpen, Send, Upload, UserRound, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import type { OfferedDocument } from '../../../shared/documents.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { DocumentIcon, DocumentName } from '../../components/DocumentName.tsx';
import { useConnection, useDestinations } from '../../stores/mirrors.ts';
import { chooseDocuments, discardDraft, emptyDraft, go, openTransfer, setDraft, useView } from '../../stores/view.ts';
import { offerFailureText } from '../../text/failure-text.ts';
import { formatSize } from '../../text/format.ts';
import { Checks } from './Checks.tsx';
import { RecipientField } from './RecipientField.tsx';
import { usePreflight } from './use-preflight.ts';

/** New transfer: one slip with To, Documents, Checks and Send. */
export function Compose() {
  const draft = useView((view) => view.draft);
  const offline = useConnection(({ state }) => state.kind !== 'connected');
  const preflight = usePreflight(draft);
  const [problem, setProblem] = useState<string | null>(null);
  const recipients = draft.recipients;
  const total = draft.documents.reduce((sum, { size }) => sum + size, 0) * recipients.length;
  const count = recipients.length * draft.documents.length;
  const blocked = preflight === null || preflight.own.state === 'failed' || [...preflight.recipients, ...preflight.documents].some(({ state }) => state === 'failed');
  const ready = count > 0 && !blocked;
  const send = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    const outcome = await api.call('transfers.send', { recipients: [...recipients], documents: draft.documents.map(({ token }) => token) });
    if (!outcome.ok) return setProblem(problems[outcome.failure.kind]);
    discardDraft();
    openTransfer('sent', outcome.value[0]?.id ?? null);
  };
  return (
    <main className="one open" tabIndex={-1}>
      <section className="one-pane" aria-label="New transfer">
        <div className="bar">
          <h2 id="new-transfer" className="grow">
            New transfer
          </h2>
        </div>
        <div className="scroll">
          <form
            className="slip wide"
            aria-labelledby="new-transfer"
            onSubmit={(event) => void send(event)}
            onKeyDown={(event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && void send(event)}
          >
            <section aria-labelledby="l-to">
              <h3 id="l-to">To</h3>
              <div>
                <Recipients />
                <RecipientField chosen={recipients} choose={(one) => setDraft((now) => ({ ...now, recipients: [...now.recipients, one] }))} />
              </div>
            </section>
            <section aria-labelledby="l-doc">
              <h3 id="l-doc">Documents</h3>
              <div>
                <Documents documents={draft.documents} />
                {draft.refused.map(({ name, kind }) => (
                  <Cause key={`${name}-${kind}`} failure={offerFailureText(kind, name)}>
                    <button type="button" className="b small" onClick={() => void chooseDocuments()}>
                      Choose
                    </button>
                  </Cause>
                ))}
                <div className="zone">
                  <Upload className="i" aria-hidden="true" />
                  <span className="grow">Drop documents here, paste, or choose</span>
                  <button type="button" className="b small" onClick={() => void chooseDocuments()}>
                    <FolderOpen className="i s" aria-hidden="true" />
                    Choose…
                  </button>
                </div>
              </div>
            </section>
            <section aria-labelledby="l-chk">
              <h3 id="l-chk">Checks</h3>
              <div>
                <Checks preflight={preflight} />
              </div>
            </section>
            <section className="send" aria-label="Send">
              <div className="bs">
                <p className="grow">
                  <Summary count={count} total={total} offline={offline} problem={problem} />
                </p>
                <button
                  type="button"
                  className="b q"
                  onClick={() => {
                    setDraft(() => emptyDraft);
                    go('inbox');
                  }}
                >
                  Cancel
                </button>
                <button type="submit" className="b p" aria-disabled={!ready} aria-label={offline ? 'Queue' : 'Send'}>
                  <Send className="i" aria-hidden="true" />
                  {offline ? 'Queue' : 'Send'}
                  <kbd>Ctrl Enter</kbd>
                </button>
              </div>
            </section>
          </form>
        </div>
      </section>
    </main>
  );
}

const problems = {
  'own-address-not-ready': 'Your address is not ready. Finish setting up before you send.',
  'keychain-locked': 'Your keyring is locked. Unlock it to send.',
  'document-gone': 'A document is no longer there. Remove it and choose again.',
  'recipient-invalid': 'An address is not written as name@organisation.',
} as const;

type SummaryProps = { readonly count: number; readonly total: number; readonly offline: boolean; readonly problem: string | null };

function Summary({ count, total, offline, problem }: SummaryProps) {
  if (problem) return <span className="no-c">{problem}</span>;
  if (count === 0) return <span className="mut">Choose a person and a document.</span>;
  const what = count === 1 ? `1 transfer, ${formatSize(total)}.` : `${count} transfers, ${formatSize(total)}.`;
  const hint = offline ? 'Will be sent when you are connected.' : count > 1 ? 'Each person gets each document, with a confirmation of its own.' : 'You are told when it is delivered.';
  return (
    <>
      <b className="num">{what}</b> <span className="mut">{hint}</span>
    </>
  );
}

function Recipients() {
  const recipients = useView((view) => view.draft.recipients);
  const people = useDestinations(({ list }) => list);
  if (recipients.length === 0) return null;
  return (
    <ul className="lines" aria-label="Chosen people">
      {recipients.map((destination) => {
        const person = people.find((one) => one.destination === destination);
        const name = person?.label ?? destination;
        return (
          <li key={destination} className="two">
            <UserRound className="i l" aria-hidden="true" />
            <span className="clip p-n">
              <bdi>{name}</bdi>
              <span>{destination}</span>
            </span>
            <span className="p-t">
              <span className="trust op">{person ? 'In the directory, not checked by you' : 'Not in the directory'}</span>
            </span>
            <Remove name={name} act={() => setDraft((now) => ({ ...now, recipients: now.recipients.filter((one) => one !== destination) }))} />
          </li>
        );
      })}
    </ul>
  );
}

function Documents({ documents }: { readonly documents: readonly OfferedDocument[] }) {
  if (documents.length === 0) return null;
  return (
    <ul className="lines" aria-label="Chosen documents">
      {documents.map(({ token, name, size }) => (
        <li key={token}>
          <DocumentIcon name={name} />
          <span className="nm">
            <DocumentName name={name} />
          </span>
          <span className="c num">{formatSize(size)}</span>
          <Remove name={name} act={() => setDraft((now) => ({ ...now, documents: now.documents.filter((one) => one.token !== token) }))} />
        </li>
      ))}
    </ul>
  );
}

const Remove = ({ name, act }: { readonly name: string; readonly act: () => void }) => (
  <button type="button" className="b q sq small" aria-label={`Remove ${name}`} title="Remove" onClick={act}>
    <X className="i s" aria-hidden="true" />
  </button>
);

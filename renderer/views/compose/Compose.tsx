import { Clock, Send } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { formatSize } from '../../../shared/format-size.ts';
import { Cause } from '../../components/Cause.tsx';
import { useClock, useConnection, useIdentity } from '../../stores/mirrors.ts';
import { ask } from '../../stores/question.ts';
import { discardDraft, go, sendDraft, useView } from '../../stores/view.ts';
import { checksFailed, sendFailureText } from '../../text/failure-text.ts';
import { discardQuestion } from '../../text/question-text.ts';
import { Checks } from './Checks.tsx';
import { Documents } from './Documents.tsx';
import { Recipients } from './Recipients.tsx';
import { usePreflight } from './use-preflight.ts';

/** One slip: to whom, what, whether it can go, and the button where the eye ends. */
export function Compose() {
  const draft = useView((view) => view.draft);
  const { preflight, failed } = usePreflight(draft);
  const identity = useIdentity(({ status }) => status);
  const offline = useConnection(({ state }) => state.kind !== 'connected');
  const clockBlocks = useClock(({ state }) => state.kind === 'wrong' && state.blocks);
  const waits = offline ? 'connection' : clockBlocks ? 'clock' : null;
  const [sending, setSending] = useState(false);
  const heading = useId();
  const { recipients, documents, failure } = draft;
  const complete = recipients.length > 0 && documents.length > 0;
  const checked =
    preflight !== null &&
    [preflight.own, ...preflight.recipients, ...preflight.documents].every(({ state }) => state !== 'failed');
  const ready = complete && checked && !sending;

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!ready) return;
    setSending(true);
    try {
      await sendDraft();
    } finally {
      setSending(false);
    }
  };
  const cancel = async (): Promise<void> => {
    if (documents.length > 0 && !(await ask(discardQuestion))) return;
    discardDraft();
    go('inbox');
  };
  const unusable = failure?.kind === 'document-unusable' ? failure.token : null;
  return (
    <main className="one">
      <section className="one-pane" aria-labelledby={heading} data-pane="detail" tabIndex={-1}>
        <div className="bar">
          <h2 id={heading}>New transfer</h2>
        </div>
        <div className="scroll">
          <form
            className="slip wide"
            onSubmit={(event) => void submit(event)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              event.currentTarget.requestSubmit();
            }}
          >
            <Recipients preflight={preflight} />
            <Documents preflight={preflight} />
            <Checks draft={draft} preflight={preflight} />
            <section className="send">
              <h3 className="sr">Send</h3>
              <div>
                {failed && <Cause failure={checksFailed} />}
                {failure && (
                  <Cause
                    failure={sendFailureText(
                      failure,
                      documents.find(({ token }) => token === unusable)?.name ?? null,
                      identity,
                    )}
                  />
                )}
                <div className="bs">
                  <Summary
                    people={recipients.length}
                    documents={documents.map(({ size }) => size)}
                    waits={waits}
                  />
                  <button type="button" className="b q" onClick={() => void cancel()}>
                    Cancel
                  </button>
                  <button
                    type="submit"
                    className="b p"
                    aria-disabled={!ready}
                    title={waits ? 'Queue (Ctrl+Enter)' : 'Send (Ctrl+Enter)'}
                  >
                    {waits ? (
                      <Clock className="i" aria-hidden="true" />
                    ) : (
                      <Send className="i" aria-hidden="true" />
                    )}
                    {waits ? 'Queue' : 'Send'}
                    {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: kbd takes no focus */}
                    <kbd aria-hidden="true">Ctrl Enter</kbd>
                  </button>
                </div>
              </div>
            </section>
          </form>
        </div>
      </section>
    </main>
  );
}

const whenSent = {
  connection: 'Will be sent when you are connected.',
  clock: 'Will be sent when your clock is right.',
} as const;

type SummaryProps = {
  readonly people: number;
  readonly documents: readonly number[];
  readonly waits: 'connection' | 'clock' | null;
};

function Summary({ people, documents, waits }: SummaryProps) {
  const count = people * documents.length;
  const bytes = people * documents.reduce((sum, size) => sum + size, 0);
  const missing =
    people === 0
      ? documents.length === 0
        ? 'Add a person and a document.'
        : 'Add a person.'
      : 'Add a document.';
  return (
    <p className="grow sum">
      {count === 0 ? (
        <span className="mut">{missing}</span>
      ) : (
        <>
          <b className="num">{`${count === 1 ? '1 transfer' : `${count} transfers`}, ${formatSize(bytes)}.`}</b>{' '}
          <span className="mut">{waits ? whenSent[waits] : 'Each person gets each document.'}</span>
        </>
      )}
    </p>
  );
}

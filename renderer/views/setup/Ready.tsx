import { Send } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Timeline } from '../../components/Timeline.tsx';
import { useOnce } from '../../components/use-once.ts';
import { Verdict } from '../../components/Verdict.tsx';
import { useFirstRun } from '../../stores/first-run.ts';
import { ownAddress, useRegistrar } from '../../stores/mirrors.ts';
import { useTransfers, watch } from '../../stores/transfers.ts';
import { go } from '../../stores/view.ts';
import { checksFailed, type FailureText, sendFailureText } from '../../text/failure-text.ts';
import { TransferCause } from '../details/TransferCause.tsx';
import { useDetails } from '../details/use-details.ts';
import { Heading } from './Heading.tsx';
import { SetupFrame } from './SetupFrame.tsx';

const leave = (to: 'inbox' | 'invite'): void => {
  useFirstRun.setState({ offered: false });
  go(to);
};

/** The end of set-up: a document to oneself shows the whole way once. */
export function Ready() {
  const [sent, setSent] = useState<string | null>(null);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const isRegistrar = useRegistrar(({ status }) => status !== null);
  const { busy, run } = useOnce(async () => {
    setFailure(null);
    const outcome = await sendTest();
    if (typeof outcome === 'string') setSent(outcome);
    else setFailure(outcome);
  });
  return (
    <SetupFrame step="ready" long={sent !== null}>
      <Heading>You are ready</Heading>
      <p className="lead">
        {sent === null
          ? 'Send a test document to yourself. You see every step, and Delivered at the end.'
          : 'The test document goes out, comes back to you, is checked, and is confirmed.'}
      </p>
      {failure && <Cause failure={failure} />}
      {sent !== null && <TestDocument id={sent} />}
      <div className="go">
        {sent === null && (
          <button type="button" className="b p" aria-disabled={busy} onClick={run}>
            <Send className="i" aria-hidden="true" />
            Send a test document to yourself
          </button>
        )}
        <button type="button" className={sent === null ? 'b' : 'b p'} onClick={() => leave('inbox')}>
          Go to Inbox
        </button>
        {isRegistrar && (
          <button type="button" className="b" onClick={() => leave('invite')}>
            Invite somebody
          </button>
        )}
      </div>
    </SetupFrame>
  );
}

/** @returns the id of its row, or why nothing was sent */
async function sendTest(): Promise<string | FailureText> {
  const own = ownAddress();
  const [document] = (await api.call('documents.test', undefined)).documents;
  if (!document) return checksFailed;
  const result = await api.call('transfers.send', {
    from: own,
    recipients: [own],
    documents: [document.token],
  });
  if (!result.ok) return sendFailureText(result.failure, document.name);
  return result.value[0]?.id ?? checksFailed;
}

/** How the test document is sealed, sent, received, checked and confirmed. */
function TestDocument({ id }: { readonly id: string }) {
  useEffect(() => watch(id), [id]);
  const transfer = useTransfers(({ byId }) => byId[id]);
  const details = useDetails(id);
  const section = useRef<HTMLElement>(null);
  const isThere = transfer !== undefined;
  useEffect(() => {
    if (isThere) section.current?.focus({ preventScroll: true });
  }, [isThere]);
  if (!transfer) return null;
  return (
    <section ref={section} tabIndex={-1} aria-label="Test document" data-status={transfer.status}>
      <Verdict transfer={transfer} />
      {transfer.status === 'delivered' && (
        <p className="found" role="status">
          This confirmation shows that your app received and verified the document.
        </p>
      )}
      <h2 className="sr">What happens to it</h2>
      {details && (
        <Timeline steps={details.steps} transfer={transfer} cause={<TransferCause transfer={transfer} />} />
      )}
    </section>
  );
}

import { useState } from 'react';
import type { CertificateRequest, Comparison, OldKey } from '../../../shared/registrar.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { CompareCode } from '../../components/CompareCode.tsx';
import { InlineOptions } from '../../components/Options.tsx';
import { useOnce } from '../../components/use-once.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { firstName } from '../../text/format.ts';
import { registrarFailureText } from '../../text/registrar-text.ts';
import { approveMissing, currentText, type RefusalReason } from '../../text/request-text.ts';
import { RefuseDialog } from './RefuseDialog.tsx';

/** The code is compared by voice first: only then Approve opens. The ticks go when the request is left. */
export function Decision({ request }: { readonly request: CertificateRequest }) {
  const { id, label, code, kind, current } = request;
  const [ticked, setTicked] = useState(0);
  const [compared, setCompared] = useState<Comparison | null>(null);
  const [oldKey, setOldKey] = useState<OldKey | null>(null);
  const [refusing, setRefusing] = useState<RefusalReason | 'open' | null>(null);
  const [failure, setFailure] = useState<FailureText | null>(null);
  const name = firstName(label);
  const replaces = kind === 'new-key' && current !== null;
  const missing = approveMissing(ticked, compared, replaces, oldKey);
  const { busy, run } = useOnce(async () => {
    if (compared === null) return;
    const result = await api.call('registrar.approve', { id, compared, oldKey: replaces ? oldKey : null });
    setFailure(result.ok ? null : registrarFailureText(result.failure));
  });
  const already = currentText(request);
  return (
    <>
      {replaces && already !== null && <Already title={already} />}
      <h3 className="h">{`Compare the request code with ${name}`}</h3>
      <p className="say">
        {'Call a number you already know, not one from a message. '}
        <b>{`Ask ${name} to read the code to you.`}</b>
        {' Do not read it out yourself. Tick a row when all four groups are the same.'}
      </p>
      <CompareCode code={code} ticked={ticked} onTick={setTicked} />
      <p className="hint">
        A row opens when the one above it is ticked. The ticks are gone when you leave this request.
      </p>
      <InlineOptions<Comparison>
        legend="How did you compare?"
        options={[
          { value: 'phone', label: 'On the phone' },
          { value: 'in-person', label: 'Face to face' },
        ]}
        value={compared}
        onChoose={setCompared}
      />
      <div className="act">
        {replaces && (
          <>
            <InlineOptions<OldKey>
              legend="The old key is"
              options={[
                { value: 'lost', label: 'lost or stolen' },
                { value: 'destroyed', label: 'destroyed, nobody can have it' },
              ]}
              value={oldKey}
              onChoose={setOldKey}
            />
            <p className="hint">
              Approving revokes the old certificate. Lost or stolen: nothing signed with it counts any more.
              Destroyed: what was signed with it until now stays proven.
            </p>
          </>
        )}
        {failure && <Cause failure={failure} />}
        <div className="bs">
          <button
            type="button"
            className="b p"
            aria-disabled={missing !== null || busy}
            aria-describedby="approve-missing"
            onClick={() => missing === null && run()}
          >
            {busy ? 'Approving…' : 'Approve'}
          </button>
          <button type="button" className="b" onClick={() => setRefusing('open')}>
            Refuse…
          </button>
          <button type="button" className="b q" onClick={() => setRefusing('different')}>
            A group is different
          </button>
        </div>
        <p className="hint" id="approve-missing" role="status">
          {missing ??
            `Your name, the time and “${compared === 'phone' ? 'on the phone' : 'face to face'}” are kept with the approval.`}
        </p>
      </div>
      {refusing !== null && (
        <RefuseDialog
          request={request}
          first={refusing === 'open' ? null : refusing}
          onClose={() => setRefusing(null)}
        />
      )}
    </>
  );
}

const Already = ({ title }: { readonly title: string }) => (
  <Cause
    tone="amber"
    failure={{
      code: 'REG-721',
      title,
      body: 'Someone who wants to read this post would ask in just this way. Compare face to face if you can.',
    }}
  />
);

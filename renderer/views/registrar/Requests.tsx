import { UserPlus, UserRound } from 'lucide-react';
import { useState } from 'react';
import { isolated } from '../../../shared/isolated.ts';
import type { CertificateRequest, RegistrarStatus } from '../../../shared/registrar.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { Pigeonholes } from '../../components/Motifs.tsx';
import { inPane, Part } from '../../components/Part.tsx';
import { type GridRow, RowGrid } from '../../components/RowGrid.tsx';
import { StateWord } from '../../components/StateWord.tsx';
import { useMinute } from '../../components/use-minute.ts';
import { useOnce } from '../../components/use-once.ts';
import { useRegistrar } from '../../stores/mirrors.ts';
import { go, openRequest, useView } from '../../stores/view.ts';
import type { FailureText } from '../../text/failure-text.ts';
import { formatClockSeconds, formatRowTime } from '../../text/format.ts';
import { registrarFailureText } from '../../text/registrar-text.ts';
import { requestState } from '../../text/request-text.ts';
import { Request } from './Request.tsx';

/** Who asks for a certificate, and what was answered. */
export function Requests() {
  const status = useRegistrar((registrar) => registrar.status);
  const open = useView((view) => view.request);
  const now = useMinute();
  const file = useRequestFile();
  if (!status) return null;
  if (status.requests.length === 0) return <NobodyWaits lookedAt={status.lookedAt} file={file} />;
  const request = status.requests.find(({ id }) => id === open);
  return (
    <main className={request ? 'open' : undefined}>
      <section className="list" aria-label="Requests" data-pane="list">
        <div className="bar">
          <h2 className="grow">Requests</h2>
          <InviteButton />
        </div>
        {file.failure && (
          <div className="list-cause">
            <Cause failure={file.failure} />
          </div>
        )}
        <RowGrid label="Requests" rows={rowsOf(status, now)} open={open} onOpen={openRequest} />
        <p className="hint list-foot">
          {lastLook(status.lookedAt)} <OpenRequestFile file={file} />
        </p>
      </section>
      {request ? (
        <Part key={request.id} name="request" frame={inPane('detail', 'Request')}>
          <Request request={request} />
        </Part>
      ) : (
        <section className="detail" aria-label="Request">
          <p className="nothing-open">
            {status.waiting > 0 ? 'Choose a request to answer it.' : 'Nobody is waiting for you.'}
          </p>
        </section>
      )}
    </main>
  );
}

const InviteButton = ({ label = 'Invite…' }: { readonly label?: string }) => (
  <button type="button" className="b" onClick={() => go('invite')}>
    <UserPlus className="i" aria-hidden="true" />
    {label}
  </button>
);

function rowsOf({ requests }: RegistrarStatus, now: number): readonly GridRow[] {
  return requests.map((request) => {
    const { id, label, destination, state } = request;
    const look = requestState(request);
    const time = formatRowTime(state.kind === 'waiting' ? request.askedAt : state.at, now);
    return {
      id,
      group: state.kind === 'waiting' ? 'Waiting for you' : 'Answered',
      label: [isolated(label), destination, look.word, time].join(', '),
      content: <RequestRow request={request} time={time} />,
    };
  });
}

function RequestRow({ request, time }: { readonly request: CertificateRequest; readonly time: string }) {
  return (
    <>
      <span className="ico">
        <UserRound className="i l" aria-hidden="true" />
      </span>
      <span className="l1">
        <span className="name person">
          <bdi className="clip">{request.label}</bdi>
        </span>
        <span className="time num">{time}</span>
      </span>
      <span className="l2">
        <span className="who clip">{request.destination}</span>
        <StateWord look={requestState(request)} />
      </span>
    </>
  );
}

const lastLook = (at: number | null): string =>
  at === null ? 'Not looked yet.' : `Last looked at ${formatClockSeconds(at)}.`;

type RequestFile = {
  readonly failure: FailureText | null;
  readonly busy: boolean;
  readonly choose: () => void;
};

/** A request can also come as a file, from a computer that may not write to the server. */
function useRequestFile(): RequestFile {
  const [failure, setFailure] = useState<FailureText | null>(null);
  const { busy, run } = useOnce(async () => {
    const result = await api.call('registrar.openRequest', undefined);
    setFailure(result.ok ? null : registrarFailureText(result.failure));
    if (result.ok && result.value) openRequest(result.value.id);
  });
  return { failure, busy, choose: run };
}

const OpenRequestFile = ({ file }: { readonly file: RequestFile }) => (
  <>
    {'A request can also come as a file: '}
    <button type="button" className="link" aria-disabled={file.busy} onClick={file.choose}>
      open a request file
    </button>
  </>
);

type NobodyProps = { readonly lookedAt: number | null; readonly file: RequestFile };

const NobodyWaits = ({ lookedAt, file }: NobodyProps) => (
  <main className="one">
    <section className="one-pane" aria-label="Requests" data-pane="list" tabIndex={-1}>
      <div className="bar">
        <h2>Requests</h2>
      </div>
      <div className="empty">
        <Pigeonholes />
        <h3>Nobody is waiting for you.</h3>
        <p>When a colleague sets up Sealpost, the request comes here. Renewals are answered by themselves.</p>
        <div className="bs">
          <InviteButton label="Invite somebody" />
        </div>
        <p className="hint">
          {lastLook(lookedAt)} <OpenRequestFile file={file} />
        </p>
        {file.failure && <Cause failure={file.failure} />}
      </div>
    </section>
  </main>
);

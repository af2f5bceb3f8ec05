import { Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ServerShown } from '../../../shared/server-settings.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { ConnectionCheck } from '../../components/connection-check/ConnectionCheck.tsx';
import { useSecondsUntil } from '../../components/use-seconds-until.ts';
import { copy } from '../../stores/actions.ts';
import { checkConnection, useConnectionCheck } from '../../stores/connection-check.ts';
import { useClock, useConnection, useIdentity, useSettings } from '../../stores/mirrors.ts';
import { reportText } from '../../text/check-text.ts';
import { clockText } from '../../text/clock-text.ts';
import { connectionText, lastContactText, offlineText, troubleText } from '../../text/connection-text.ts';
import { proxyText, securityText } from '../../text/server-text.ts';
import { StartAgain } from '../setup/StartAgain.tsx';
import { ServerForm } from './connection/ServerForm.tsx';

/** With a certificate the address is settled. */
const uncertified: ReadonlySet<string> = new Set(['waiting-for-certificate', 'not-started']);

/** The one place, besides technical details, where the servers are named. */
export function Connection() {
  const certified = useIdentity(({ status }) => !uncertified.has(status?.kind ?? ''));
  const clock = useClock((mirror) => clockText(mirror.state));
  const server = useServer();
  const [isChanging, setChanging] = useState(false);
  const change = (): void => {
    // What was found says nothing about what will be entered.
    useConnectionCheck.setState({ report: null });
    setChanging(true);
  };
  return (
    <>
      <Status />
      {server ? (
        <>
          <Server server={server} />
          {isChanging ? (
            <ServerForm server={server} onDone={() => setChanging(false)} />
          ) : (
            <Actions onChange={change} />
          )}
          <Result />
        </>
      ) : (
        <p className="mut">No servers yet. They come with the connection file.</p>
      )}
      {!certified && (
        <div className="bs setup-again">
          <p className="grow mut">
            Until your certificate comes, you can choose another connection file or address. Your key stays.
          </p>
          <StartAgain />
        </div>
      )}
      {clock && <p className="hint">{clock}</p>}
    </>
  );
}

/** Asked anew when the settings change: main says so after each change of the servers. */
function useServer(): ServerShown | null {
  const settings = useSettings((mirror) => mirror.settings);
  const [server, setServer] = useState<ServerShown | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is asked depends on them
  useEffect(() => {
    let isWanted = true;
    void api.call('connection.server', undefined).then((now) => {
      if (isWanted) setServer(now);
    });
    return () => {
      isWanted = false;
    };
  }, [settings]);
  return server;
}

function Status() {
  const state = useConnection((connection) => connection.state);
  const seconds = useSecondsUntil(state.kind === 'offline' ? state.retryAt : null);
  return (
    <>
      <p className="bs connection-line">
        <span
          data-connection={state.kind}
        >{`${connectionText(state, seconds)}. ${lastContactText(state)}`}</span>
        {state.kind === 'offline' && (
          <button
            type="button"
            className="b small"
            onClick={() => void api.call('connection.retryNow', undefined)}
          >
            Try now
          </button>
        )}
      </p>
      {state.kind === 'offline' && <Cause failure={offlineText(state.why)} tone="amber" />}
      {state.kind === 'connected' && state.trouble && (
        <Cause failure={troubleText(state.trouble)} tone="amber" />
      )}
    </>
  );
}

function Server({ server: { access } }: { readonly server: ServerShown }) {
  const [first, ...others] = access.brokers;
  const proxy = proxyText(access);
  return (
    <dl className="docket c2 servers">
      <div>
        <dt>Servers</dt>
        <dd>
          {first}
          {others.map((broker) => (
            <span className="hint" key={broker}>
              {broker}
            </span>
          ))}
        </dd>
      </div>
      <div>
        <dt>Sign-in</dt>
        <dd>
          {securityText(access)}
          {proxy && <span className="hint">{proxy}</span>}
        </dd>
      </div>
    </dl>
  );
}

function Actions({ onChange }: { readonly onChange: () => void }) {
  const report = useConnectionCheck((check) => check.report);
  return (
    <div className="bs">
      <button
        type="button"
        className="b p"
        aria-disabled={report !== null && !report.done}
        onClick={() => void checkConnection(null)}
      >
        {report === null ? 'Check the connection' : 'Check again'}
      </button>
      {report?.done && (
        <button type="button" className="b" onClick={() => void copy(reportText(report))}>
          <Copy className="i s" aria-hidden="true" />
          Copy result for your IT
        </button>
      )}
      <span className="grow" />
      <button type="button" className="b" onClick={onChange}>
        Change…
      </button>
    </div>
  );
}

/** It may end below what can be seen, such as under the form: then it comes into sight. */
function Result() {
  const report = useConnectionCheck((check) => check.report);
  const place = useRef<HTMLDivElement>(null);
  const isDone = report?.done ?? false;
  useEffect(() => {
    if (isDone) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isDone]);
  return <div ref={place}>{report && <ConnectionCheck report={report} />}</div>;
}

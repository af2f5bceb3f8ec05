import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { useSecondsUntil } from '../../components/use-seconds-until.ts';
import { useClock, useConnection, useIdentity, useSettings } from '../../stores/mirrors.ts';
import { clockText } from '../../text/clock-text.ts';
import { connectionText, lastContactText, offlineText, troubleText } from '../../text/connection-text.ts';
import { StartAgain } from '../setup/StartAgain.tsx';
import { Fact, Facts } from './Fields.tsx';

/** With a certificate the address is settled. */
const uncertified: ReadonlySet<string> = new Set(['waiting-for-certificate', 'not-started']);

/** The one place, besides technical details, where the servers are named. */
export function Connection() {
  const state = useConnection((connection) => connection.state);
  const clock = useClock((mirror) => clockText(mirror.state));
  const servers = useSettings(({ settings }) => settings?.brokers ?? []);
  const certified = useIdentity(({ status }) => !uncertified.has(status?.kind ?? ''));
  const seconds = useSecondsUntil(state.kind === 'offline' ? state.retryAt : null);
  return (
    <>
      <Facts>
        <Fact caption="Status">
          <span
            data-connection={state.kind}
          >{`${connectionText(state, seconds)}. ${lastContactText(state)}`}</span>{' '}
          {state.kind === 'offline' && (
            <button
              type="button"
              className="b small"
              onClick={() => void api.call('connection.retryNow', undefined)}
            >
              Try now
            </button>
          )}
        </Fact>
        <Fact caption="Kafka servers">
          {servers.length === 0 && <span className="mut">None yet. They come with the connection file.</span>}
          <ul>
            {servers.map((server) => (
              <li key={server} className="mono">
                {server}
              </li>
            ))}
          </ul>
          {servers.length > 0 && <p className="hint">From your administrator's connection file.</p>}
        </Fact>
      </Facts>
      {!certified && (
        <div className="bs setup-again">
          <p className="grow mut">
            Until your certificate comes, you can choose another connection file or address. Your key stays.
          </p>
          <StartAgain />
        </div>
      )}
      {state.kind === 'offline' && <Cause failure={offlineText[state.why]} tone="amber" />}
      {state.kind === 'connected' && state.trouble && (
        <Cause failure={troubleText(state.trouble)} tone="amber" />
      )}
      {clock && <p className="hint">{clock}</p>}
    </>
  );
}

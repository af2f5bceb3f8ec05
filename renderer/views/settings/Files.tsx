import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { useSettings } from '../../stores/mirrors.ts';
import { Fact, Facts } from './Fields.tsx';
import { useChange } from './use-change.ts';

export function Files() {
  const folder = useSettings(({ settings }) => settings?.receivedDir ?? '');
  const { failure, change } = useChange();
  return (
    <Facts>
      <Fact caption="Received documents">
        <p className="path">
          <bdi dir="ltr">{folder}</bdi>
        </p>
        <p className="hint">A document never replaces another: the second one becomes “report (2).pdf”.</p>
        <button
          type="button"
          className="b"
          onClick={() => change(api.call('settings.chooseReceivedDir', undefined))}
        >
          Choose folder…
        </button>
        {failure && <Cause failure={failure} />}
      </Fact>
    </Facts>
  );
}

import { api } from '../../api.ts';
import { useSettings } from '../../stores/mirrors.ts';
import { Fact, Facts } from './Fields.tsx';

export function Files() {
  const folder = useSettings(({ settings }) => settings?.receivedDir ?? '');
  return (
    <Facts>
      <Fact caption="Received documents">
        <p className="path">{folder}</p>
        <p className="hint">A document never replaces another: the second one becomes “report (2).pdf”.</p>
        <button
          type="button"
          className="b"
          onClick={() => void api.call('settings.chooseReceivedDir', undefined)}
        >
          Choose folder…
        </button>
      </Fact>
    </Facts>
  );
}

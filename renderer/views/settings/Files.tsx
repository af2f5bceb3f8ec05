import type { FolderProblem } from '../../../shared/obstacle.ts';
import { api } from '../../api.ts';
import { Cause } from '../../components/Cause.tsx';
import { useSettings } from '../../stores/mirrors.ts';
import { folderText } from '../../text/obstacle-text.ts';
import { Fact, Facts } from './Fields.tsx';
import { useChange } from './use-change.ts';

export function Files() {
  const folder = useSettings(({ settings }) => settings?.receivedDir ?? '');
  const problem = useSettings(({ settings }) => settings?.receivedDirProblem ?? null);
  const { failure, change } = useChange();
  return (
    <>
      {problem && <Problem problem={problem} />}
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
            {problem ? 'Choose another folder…' : 'Choose folder…'}
          </button>
          {failure && <Cause failure={failure} />}
        </Fact>
      </Facts>
    </>
  );
}

function Problem({ problem }: { readonly problem: FolderProblem }) {
  const { code, title, body } = folderText(problem.cause);
  const waiting =
    'What comes meanwhile is not lost: it is saved by itself, within three days, when this is mended.';
  return <Cause failure={{ code, title, body: `${body} ${waiting}` }} tone="amber" details={problem.path} />;
}

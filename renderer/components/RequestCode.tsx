import { Copy } from 'lucide-react';
import { copy } from '../stores/actions.ts';
import { groupsOf } from '../text/format.ts';
import { Groups } from './CompareCode.tsx';

type Props = {
  readonly code: string;
  /** Who is told it, such as "the colleague who looks after nordkaj". */
  readonly registrar: string;
};

/** The code of the own request, to be read aloud. */
export function RequestCode({ code, registrar }: Props) {
  return (
    <section className="code-box" aria-label="Request code">
      <h3 className="h">Your request code</h3>
      <div className="fpbox">
        <Groups groups={groupsOf(code)} first={1} />
        <div className="bs foot-line">
          <p className="grow mut">
            {`Read it on the phone to ${registrar}. It shows that the request is yours.`}
          </p>
          <button type="button" className="b" onClick={() => void copy(code)}>
            <Copy className="i" aria-hidden="true" />
            Copy code
          </button>
        </div>
      </div>
    </section>
  );
}

import { Copy } from 'lucide-react';
import { copy } from '../stores/actions.ts';
import { groupsOf } from '../text/format.ts';

/** 12 groups of 5 digits with small ordinals, to be read aloud: "group five". */
export function RequestCode({ code }: { readonly code: string }) {
  return (
    <section className="code-box" aria-label="Request code">
      <h3 className="h">Your request code</h3>
      <div className="fpbox">
        <ol className="fp">
          {groupsOf(code).map((group, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two groups may be equal, and their place is what they are
            <li key={index}>
              <span className="k" aria-hidden="true">
                {index + 1}
              </span>
              <span aria-hidden="true">{group}</span>
              <span className="sr">{`Group ${index + 1}: ${[...group].join(' ')}`}</span>
            </li>
          ))}
        </ol>
        <div className="bs foot-line">
          <p className="grow mut">
            Read it to your administrator on the phone. It shows that the request is yours.
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

import { Copy } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ConnectionReport } from '../../../shared/connection-report.ts';
import { copy } from '../../stores/actions.ts';
import { useConnectionCheck } from '../../stores/connection-check.ts';
import { reportText } from '../../text/check-text.ts';
import { ConnectionCheck } from './ConnectionCheck.tsx';

type Props = {
  /** How the result is seen here; as it is where nothing else is said. */
  readonly seenAs?: (report: ConnectionReport) => ConnectionReport;
};

/**
 * The last check of the connection, and its result for whoever runs the server; nothing before the first. It may end
 * below what can be seen, such as under a form: then it comes into sight.
 */
export function CheckResult({ seenAs = (report) => report }: Props) {
  const found = useConnectionCheck((check) => check.report);
  const place = useRef<HTMLDivElement>(null);
  const isDone = found?.done ?? false;
  useEffect(() => {
    if (isDone) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isDone]);
  if (!found) return null;
  const report = seenAs(found);
  return (
    <div ref={place}>
      <ConnectionCheck report={report} />
      {report.done && (
        <div className="bs below">
          <button type="button" className="b" onClick={() => void copy(reportText(report))}>
            <Copy className="i s" aria-hidden="true" />
            Copy result for your IT
          </button>
        </div>
      )}
    </div>
  );
}

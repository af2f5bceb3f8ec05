import { Copy } from 'lucide-react';
import { copy } from '../../stores/actions.ts';
import { useConnectionCheck } from '../../stores/connection-check.ts';
import { reportText } from '../../text/check-text.ts';
import { ConnectionCheck } from './ConnectionCheck.tsx';

/** The last check of the connection, and its result for whoever runs the server; nothing before the first. */
export function CheckResult() {
  const report = useConnectionCheck((check) => check.report);
  if (!report) return null;
  return (
    <>
      <ConnectionCheck report={report} />
      {report.done && (
        <div className="bs below">
          <button type="button" className="b" onClick={() => void copy(reportText(report))}>
            <Copy className="i s" aria-hidden="true" />
            Copy result for your IT
          </button>
        </div>
      )}
    </>
  );
}

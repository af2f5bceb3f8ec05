import { OctagonX } from 'lucide-react';
import { copy } from '../stores/actions.ts';
import { dismissFault, useFault } from '../stores/faults.ts';
import { faultText } from '../text/fault-text.ts';

/** A fault that no place on the screen stands for, said once. */
export function FaultStrip() {
  const fault = useFault((state) => state.fault);
  if (!fault) return null;
  const { code, title, body } = faultText;
  const details = `${code}: ${title}\n${fault.part}: ${fault.message}\n${fault.stack}`;
  return (
    <div className="strip r" role="status">
      <OctagonX className="i" aria-hidden="true" />
      <span>{`${title} ${body} ${code}`}</span>
      <button type="button" className="b" onClick={() => void copy(details)}>
        Copy details
      </button>
      <button type="button" className="b" onClick={dismissFault}>
        Dismiss
      </button>
    </div>
  );
}

import { Landmark } from 'lucide-react';
import { useRegistrar } from '../stores/mirrors.ts';
import { go, useView } from '../stores/view.ts';
import { dueText } from '../text/registrar-text.ts';
import { Line } from './IdentityStrip.tsx';

/** What is due for a registrar stays over the window until it is done. */
export function RegistrarStrip() {
  const status = useRegistrar((registrar) => registrar.status);
  const inSight = useView(({ place }) => place === 'organisation');
  const due = status?.authority.due[0];
  if (!status || !due) return null;
  return (
    <Line icon={<Landmark className="i" aria-hidden="true" />} text={dueText(due, status.organisation).title}>
      {!inSight && (
        <button type="button" className="b" onClick={() => go('organisation')}>
          Open Organisation
        </button>
      )}
    </Line>
  );
}

import { UserRound, X } from 'lucide-react';
import { useId } from 'react';
import type { Preflight } from '../../../shared/failures.ts';
import { isolated } from '../../../shared/isolated.ts';
import { Cause } from '../../components/Cause.tsx';
import { Trust } from '../../components/Trust.tsx';
import { useDestinations } from '../../stores/mirrors.ts';
import { setDraft, useView } from '../../stores/view.ts';
import { checkText } from '../../text/failure-text.ts';
import { inboxWarnings } from '../../text/inbox-text.ts';
import { PersonField } from './PersonField.tsx';

/** To: one line for each person, because trust words need a field of their own. */
export function Recipients({ preflight }: { readonly preflight: Preflight | null }) {
  const recipients = useView(({ draft }) => draft.recipients);
  const documents = useView(({ draft }) => draft.documents);
  const heading = useId();
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>To</h3>
      <div>
        {recipients.length > 0 && (
          <ul className="lines" aria-label="Chosen people">
            {recipients.map((destination) => (
              <RecipientLine key={destination} destination={destination} />
            ))}
          </ul>
        )}
        <PersonField />
        {preflight?.recipients.map(
          ({ destination, label, state, reason }) =>
            state === 'failed' &&
            reason !== null && (
              <Cause
                key={destination}
                failure={checkText(reason, label ?? destination)}
                tone="amber"
                details={destination}
              />
            ),
        )}
        {preflight &&
          inboxWarnings(preflight, documents).map(({ destination, ...failure }) => (
            <Cause
              key={`${destination} ${failure.code}`}
              failure={failure}
              tone="amber"
              details={destination}
            />
          ))}
      </div>
    </section>
  );
}

function RecipientLine({ destination }: { readonly destination: string }) {
  const person = useDestinations(({ list }) => list.find((one) => one.destination === destination));
  const label = person?.label ?? destination;
  const remove = (): void =>
    setDraft((draft) => ({ ...draft, recipients: draft.recipients.filter((one) => one !== destination) }));
  return (
    <li className="two" data-recipient={destination}>
      <UserRound className="i l" aria-hidden="true" />
      <span className="p-n clip">
        <bdi>{label}</bdi>
        <span>{person ? destination : 'Typed by you'}</span>
      </span>
      <span className="p-t">
        <Trust word={person ? 'directory' : 'unknown'} />
      </span>
      <button
        type="button"
        className="b q sq small"
        aria-label={`Remove ${isolated(label)}`}
        title="Remove"
        onClick={remove}
      >
        <X className="i" aria-hidden="true" />
      </button>
    </li>
  );
}

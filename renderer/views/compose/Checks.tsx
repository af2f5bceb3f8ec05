import type { CheckState, Preflight } from '../../../shared/failures.ts';
import type { TransferReason } from '../../../shared/transfer.ts';
import { Glyph } from '../../components/Glyph.tsx';
import { ownOf, useIdentity } from '../../stores/mirrors.ts';
import { useView } from '../../stores/view.ts';
import { firstName, possessive } from '../../text/format.ts';

const looks = { ok: 'done', failed: 'fail', waiting: 'none', pending: 'none' } as const;
const glyphs = { ok: 'done', failed: 'failed', waiting: 'waiting', pending: 'none' } as const;

type Line = { readonly key: string; readonly state: CheckState | 'pending'; readonly text: string; readonly aside: string };

/** The three lines before Send is enabled. */
export function Checks({ preflight }: { readonly preflight: Preflight | null }) {
  const draft = useView((view) => view.draft);
  const own = ownOf(useIdentity(({ status }) => status));
  return (
    <ul className="checks" aria-live="polite">
      {linesOf(preflight, draft.recipients.length, draft.documents.length, own?.destination ?? '').map(({ key, state, text, aside }) => (
        <li key={key} className={looks[state]}>
          <Glyph name={glyphs[state]} />
          <span>{text}</span>
          <span className="w num">{aside}</span>
        </li>
      ))}
    </ul>
  );
}

function linesOf(preflight: Preflight | null, recipients: number, documents: number, own: string): readonly Line[] {
  const ownState = preflight?.own.state ?? 'pending';
  const first: Line = {
    key: 'own',
    state: ownState,
    text: ownState === 'failed' ? 'Your address is not ready' : 'Your address is ready',
    aside: own,
  };
  const people = preflight?.recipients ?? [];
  const bad = people.filter(({ state }) => state === 'failed');
  const personLines: readonly Line[] =
    recipients === 0 || people.length === 0
      ? [{ key: 'people', state: 'pending', text: 'The address is ready', aside: 'No person chosen' }]
      : bad.length > 0
        ? bad.map(({ destination, reason }) => ({ key: destination, state: 'failed', text: addressFailure(destination, reason), aside: destination }))
        : [allReady(people)];
  const unreadable = preflight?.documents.filter(({ state }) => state === 'failed').length ?? 0;
  const documentLine: Line = {
    key: 'documents',
    state: documents === 0 || !preflight ? 'pending' : unreadable > 0 ? 'failed' : 'ok',
    text: unreadable > 0 ? 'A document cannot be read' : documents > 1 ? 'The documents can be read' : 'The document can be read',
    aside: documents === 0 ? 'No document chosen' : `${documents - unreadable} of ${documents}`,
  };
  return [first, ...personLines, documentLine];
}

function allReady(people: Preflight['recipients']): Line {
  const waiting = people.some(({ state }) => state === 'waiting');
  const names = people.map(({ label, destination }) => possessive(firstName(label ?? destination)));
  const list = new Intl.ListFormat('en-GB').format(names);
  const text = names.length === 1 ? `${list} address is ready` : `${list} addresses are ready`;
  return {
    key: 'people',
    state: waiting ? 'waiting' : 'ok',
    text: waiting ? 'Checked when you are connected' : text,
    aside: `${people.length} of ${people.length}`,
  };
}

function addressFailure(destination: string, reason: TransferReason | null): string {
  const name = destination.split('@')[0] ?? destination;
  switch (reason) {
    case 'recipient-unknown':
      return 'This address is not in the directory. Check the spelling.';
    case 'recipient-not-ready':
      return `${name} has to start the app once before you can send`;
    default:
      return `The certificate of ${name} is not valid`;
  }
}

import type { CheckState, Preflight } from '../../../shared/failures.ts';
import type { Draft } from '../../stores/view.ts';
import { firstName, possessive } from '../../text/format.ts';

export type Check = {
  readonly name: 'own' | 'recipients' | 'documents';
  /** `open` where there is nothing to check yet, `asking` while main has not answered. */
  readonly state: CheckState | 'open' | 'asking';
  readonly text: string;
  readonly fact: string;
};

function ownText(state: Check['state']): string {
  if (state === 'waiting') return 'Whether your address is ready is said when your clock is right';
  return `Your address is ${state === 'failed' ? 'not ready' : 'ready'}`;
}

function recipientText(state: Check['state'], subject: string): string {
  if (state === 'waiting') return `Whether ${lower(subject)} ready is asked when you are connected`;
  return state === 'failed' ? `${subject} not ready` : `${subject} ready`;
}

/** Names keep their capital inside a sentence. */
const lower = (subject: string): string => subject.replace(/^(The|All)\b/, (word) => word.toLowerCase());

type Answer = { readonly state: CheckState };

/** "Bob's and Minh Anh's addresses are ready". */
export function checkLines(
  { recipients, documents }: Draft,
  preflight: Preflight | null,
  own: string | null,
): readonly Check[] {
  const answers = preflight?.recipients ?? [];
  const missing = answers.filter(({ state }) => state === 'failed');
  const named = missing.length > 0 ? missing : answers;
  const people = named.map(({ label, destination }) => possessive(label ? firstName(label) : destination));
  const count = named.length || recipients.length;
  const who =
    people.length === 0 || people.length > 2
      ? count === 1
        ? "The person's"
        : "All people's"
      : people.join(' and ');
  const address = count > 1 ? 'addresses are' : 'address is';
  const document = documents.length > 1 ? 'The documents can be read' : 'The document can be read';
  const ownState = preflight?.own.state ?? 'asking';
  const recipientState = together(recipients.length, preflight?.recipients);
  return [
    {
      name: 'own',
      state: ownState,
      text: ownText(ownState),
      fact: own ?? '',
    },
    {
      name: 'recipients',
      state: recipientState,
      text: recipientText(recipientState, `${who} ${address}`),
      fact: countOf(recipients.length, preflight?.recipients, recipientState),
    },
    {
      name: 'documents',
      state: together(documents.length, preflight?.documents),
      text: document,
      fact: countOf(documents.length, preflight?.documents, 'ok'),
    },
  ];
}

function together(count: number, answers: readonly Answer[] | undefined): Check['state'] {
  if (count === 0) return 'open';
  if (!answers) return 'asking';
  if (answers.some(({ state }) => state === 'failed')) return 'failed';
  return answers.some(({ state }) => state === 'waiting') ? 'waiting' : 'ok';
}

const countOf = (count: number, answers: readonly Answer[] | undefined, state: Check['state']): string =>
  count === 0 || !answers || state === 'waiting'
    ? ''
    : `${answers.filter((one) => one.state === 'ok').length} of ${count}`;

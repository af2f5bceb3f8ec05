import type { Renewal } from '../../shared/identity.ts';

export type RenewalStep = {
  readonly title: string;
  readonly sentence: string;
  readonly look: 'done' | 'wait' | 'none' | 'fail';
  /** Milliseconds since 1970; null where nothing happened yet. */
  readonly at: number | null;
};

/** The way to the next certificate, as a ledger. */
export function renewalSteps(
  renewal: Exclude<Renewal, { kind: 'not-due' }>,
  organisation: string,
): readonly RenewalStep[] {
  const since = renewal.kind === 'asked' ? renewal.since : null;
  const sent = renewal.kind === 'refused' || renewal.request === 'sent';
  return [
    {
      title: 'New key made',
      sentence: 'Your old key stays, so that older documents can still be opened.',
      look: 'done',
      at: since,
    },
    {
      title: sent ? 'Request sent, signed with your old key' : 'Request, signed with your old key',
      sentence: sent
        ? 'This shows that it is yours. No code has to be compared.'
        : 'It is sent when you are connected.',
      look: sent ? 'done' : 'wait',
      at: sent ? since : null,
    },
    {
      title: `Answer from ${organisation}`,
      sentence:
        renewal.kind === 'refused'
          ? 'It was refused; the reason stands above.'
          : 'Comes when the computer that answers requests is on. You can send and receive in the meantime.',
      look: renewal.kind === 'refused' ? 'fail' : sent ? 'wait' : 'none',
      at: null,
    },
    {
      title: 'New certificate in use',
      sentence: `After it was checked against the root of ${organisation}. The people you write to notice nothing.`,
      look: 'none',
      at: null,
    },
  ];
}

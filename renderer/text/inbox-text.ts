import type { Preflight } from '../../shared/failures.ts';
import { formatSize } from '../../shared/format-size.ts';
import { isolated } from '../../shared/isolated.ts';
import type { FailureText } from './failure-text.ts';
import { firstName, formatSpan, possessive } from './format.ts';

/** Whoever is away over a weekend comes back after that. Milliseconds. */
const longEnough = 3 * 24 * 3_600_000;

type Warning = FailureText & { readonly destination: string };
type Document = { readonly name: string; readonly size: number };

/** What the inboxes of the recipients will not keep long, or not hold: said before anything is sent. */
export const inboxWarnings = (
  { recipients }: Pick<Preflight, 'recipients'>,
  documents: readonly Document[],
): readonly Warning[] =>
  recipients.flatMap(({ destination, label, keeps }) => {
    if (!keeps) return [];
    const name = label === null ? destination : firstName(label);
    const [largest] = [...documents].sort((a, b) => b.size - a.size);
    const isTooLarge = largest !== undefined && largest.size > keeps.bytes;
    return [
      ...(isTooLarge ? [{ destination, ...tooLarge(name, largest, keeps.bytes) }] : []),
      ...(keeps.retention < longEnough ? [{ destination, ...tooShort(name, keeps.retention) }] : []),
    ];
  });

const tooLarge = (name: string, { name: document, size }: Document, bytes: number): FailureText => ({
  code: 'NET-428',
  title: `${possessive(name)} inbox may not hold "${isolated(document)}".`,
  body: `The server need not keep more than ${formatSize(bytes)} there, and the document has ${formatSize(size)}: parts of it may be removed before ${name} has them. Send it while ${possessive(name)} app is running, or have your IT raise the limit.`,
});

const tooShort = (name: string, retention: number): FailureText => ({
  code: 'NET-429',
  title: `The server keeps what you send to ${name} for ${formatSpan(retention)} only.`,
  body: `If ${possessive(name)} app is not started in that time, it is removed unread. You are told, and can send it again.`,
});

import { isolated } from '../isolated.ts';
import type { Transfer } from '../transfer.ts';
import { formatClock } from './format-clock.ts';

type Row = Pick<Transfer, 'documentName' | 'peer' | 'leg'>;

const dayMonth = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });

/**
 * What the server keeps only for a short time more, or has removed, before the person it was sent to confirmed it.
 * @param rows of one recipient, all removed or all near their end
 */
export function unconfirmedText(
  rows: readonly Row[],
  hideNames: boolean,
): { readonly title: string; readonly body: string } {
  const [first] = rows;
  if (hideNames || !first) {
    const title = rows.length > 1 ? `News about ${rows.length} documents` : 'News about a document';
    return { title, body: 'Open Sealpost to see it.' };
  }
  const person = isolated(first.peer?.label ?? 'somebody');
  const what = rows.length > 1 ? `${rows.length} documents` : isolated(first.documentName ?? 'A document');
  return {
    title: `Not confirmed by ${person}`,
    body: `${what}: ${sentence(first, rows.length > 1, person)}`,
  };
}

function sentence({ leg }: Row, areSeveral: boolean, person: string): string {
  const [them, they] = areSeveral ? ['them', 'they were'] : ['it', 'it was'];
  if (leg?.name === 'removed')
    return `the server has removed ${them}, and nobody knows whether ${they} read. Ask, or send again.`;
  const end = leg?.until ?? null;
  const until = end === null ? 'for a short time only' : `until ${dayMonth.format(end)}, ${formatClock(end)}`;
  return `the server keeps ${them} ${until}. Ask ${person} to start Sealpost.`;
}

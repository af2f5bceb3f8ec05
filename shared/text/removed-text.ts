import { isolated } from '../isolated.ts';
import type { Transfer } from '../transfer.ts';

type Row = Pick<Transfer, 'documentName' | 'peer'>;

/** What the server removed before the person it was sent to confirmed it: only the sender can send it again. */
export function removedText(
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
  const [them, they] = rows.length > 1 ? ['them', 'they were'] : ['it', 'it was'];
  return {
    title: `Not confirmed by ${person}`,
    body: `${what}: the server has removed ${them}, and nobody knows whether ${they} read. Ask, or send again.`,
  };
}

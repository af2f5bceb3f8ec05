import type { Page } from 'playwright';

type Point = { readonly x: number; readonly y: number };
export type Drag = (type: 'dragEnter' | 'dragOver' | 'drop', at?: Point) => Promise<void>;

/** What is dragged that is no file: a link or a picture of a web page, or text. */
export type DraggedItem = {
  readonly mimeType: 'text/uri-list' | 'text/plain' | 'text/html';
  readonly data: string;
};

/** Drags real files, or something else, over the window, one event for each call; the drop ends it. */
export async function dragOf(
  page: Page,
  paths: readonly string[],
  items: readonly DraggedItem[] = [],
): Promise<Drag> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [...items], files: [...paths], dragOperationsMask: 1 };
  return async (type, at = { x: 700, y: 330 }) => {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
    if (type === 'drop') await session.detach();
  };
}

/** Drags real files over the window and drops them there. */
export async function dropOn(
  page: Page,
  paths: readonly string[],
  items: readonly DraggedItem[] = [],
): Promise<void> {
  const drag = await dragOf(page, paths, items);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag(type);
}

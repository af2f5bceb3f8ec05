import type { Page } from 'playwright';

type Point = { readonly x: number; readonly y: number };
export type Drag = (type: 'dragEnter' | 'dragOver' | 'drop', at?: Point) => Promise<void>;

/** Drags real files over the window, one event for each call; the drop ends it. */
export async function dragOf(page: Page, paths: readonly string[]): Promise<Drag> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  return async (type, at = { x: 700, y: 330 }) => {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
    if (type === 'drop') await session.detach();
  };
}

/** Drags real files over the window and drops them there. */
export async function dropOn(page: Page, paths: readonly string[]): Promise<void> {
  const drag = await dragOf(page, paths);
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await drag(type);
}

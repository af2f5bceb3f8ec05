import { type BrowserWindow, dialog } from 'electron';
import type { Question } from '../../shared/text/dialog-text.ts';

type Asked = Question & { readonly type: 'question' | 'warning'; readonly signal?: AbortSignal };

/**
 * Asks over the window, or alone where there is none. Return and Escape give the safe answer.
 * @returns true for the other answer
 */
export async function ask(window: BrowserWindow | null, { buttons, ...asked }: Asked): Promise<boolean> {
  const options = { ...asked, buttons: [...buttons], defaultId: 0, cancelId: 0, noLink: true };
  const { response } = await (window
    ? dialog.showMessageBox(window, options)
    : dialog.showMessageBox(options));
  return response === 1;
}

import { useQuestion } from '../stores/question.ts';
import { createStore } from '../stores/store.ts';

/** Whether the list of keys is on the screen. */
export const useKeyList = createStore<{ readonly open: boolean }>({ open: false });

export const showKeys = (): void => useKeyList.setState({ open: true });
export const hideKeys = (): void => useKeyList.setState({ open: false });

/** How many dialogs of the places are on the screen. */
export const useDialogs = createStore<{ readonly open: number }>({ open: 0 });

/** Over everything stands something that is answered first: keys, the menu and clicks elsewhere wait. */
export const isModal = (): boolean =>
  useQuestion.getState().asked !== null || useKeyList.getState().open || useDialogs.getState().open > 0;

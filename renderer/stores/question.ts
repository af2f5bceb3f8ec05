import { createStore } from './store.ts';

export type Question = {
  readonly title: string;
  readonly body: string;
  /** The safe answer: the default, and what Escape means. */
  readonly no: string;
  readonly yes: string;
};

type Asked = { readonly question: Question; readonly answer: (yes: boolean) => void };

/** The one question on the screen; a second one answers the first with its safe answer. */
export const useQuestion = createStore<{ readonly asked: Asked | null }>({ asked: null });

export function ask(question: Question): Promise<boolean> {
  useQuestion.getState().asked?.answer(false);
  return new Promise((resolve) => {
    const answer = (yes: boolean): void => {
      useQuestion.setState({ asked: null });
      resolve(yes);
    };
    useQuestion.setState({ asked: { question, answer } });
  });
}

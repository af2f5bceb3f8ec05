import { useMemo, useSyncExternalStore } from 'react';
import { createStore as createPlain, type StoreApi } from 'zustand/vanilla';

/** The hook of a store: all of it, or what a selector takes from it. */
export type UseStore<State> = Pick<StoreApi<State>, 'getState' | 'setState' | 'subscribe'> & {
  (): State;
  <Slice>(select: (state: State) => Slice): Slice;
};

/**
 * A store of the page, the only kind there is. A selector may build objects and lists: it is asked once
 * for each state. React ends the whole page where it gets two answers for the same state again and again.
 */
export function createStore<State>(first: State): UseStore<State> {
  const store = createPlain<State>()(() => first);
  const hook = (select?: (state: State) => unknown): unknown => useSelected(store, select ?? whole);
  return Object.assign(hook as UseStore<State>, store);
}

const whole = <State>(state: State): State => state;

function useSelected<State>(store: StoreApi<State>, select: (state: State) => unknown): unknown {
  const slice = useMemo(() => askedOnce(select), [select]);
  const answer = (): unknown => slice(store.getState());
  return useSyncExternalStore(store.subscribe, answer, answer);
}

/** A selector that gives the same answer for the same state. */
export function askedOnce<State, Slice>(select: (state: State) => Slice): (state: State) => Slice {
  let asked: { readonly state: State; readonly slice: Slice } | null = null;
  return (state) => {
    if (asked === null || !Object.is(asked.state, state)) asked = { state, slice: select(state) };
    return asked.slice;
  };
}

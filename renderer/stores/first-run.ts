import { createStore } from './store.ts';

type FirstRun = {
  /** An address was set up in this window: when it is ready, a first transfer is offered. */
  readonly offered: boolean;
  /** The keys are protected by a password that was typed in this window. */
  readonly password: boolean;
  /** The person goes on without the password for now. */
  readonly later: boolean;
};

/** What this window knows of a first run; main knows the rest. */
export const useFirstRun = createStore<FirstRun>({ offered: false, password: false, later: false });

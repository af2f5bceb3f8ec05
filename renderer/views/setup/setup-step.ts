import { go } from '../../stores/view.ts';

export type SetupStep = 'welcome' | 'connection' | 'name';

let again = false;

/** The set-up that follows begins at the connection file, and ends in the Inbox. */
export async function restartSetup(restart: () => Promise<boolean>): Promise<void> {
  again = true;
  if (await restart()) go('inbox');
  else again = false;
}

/** Set-up goes on where it was left. */
export const firstStep = (organisation: string | null): SetupStep =>
  again ? 'connection' : organisation === null ? 'welcome' : 'name';

import { go } from '../../stores/view.ts';

export type SetupStep = 'welcome' | 'connection' | 'name';

let again = false;

/** The next set-up begins at the connection file, and ends in the Inbox. */
export function restartSetup(): void {
  again = true;
  go('inbox');
}

/** Set-up goes on where it was left. */
export const firstStep = (organisation: string | null): SetupStep =>
  again ? 'connection' : organisation === null ? 'welcome' : 'name';

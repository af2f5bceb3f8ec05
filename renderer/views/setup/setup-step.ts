import type { IdentityStatus } from '../../../shared/identity.ts';
import { go } from '../../stores/view.ts';

export type SetupStep = 'welcome' | 'organisation' | 'connection' | 'name' | 'key';
/** How the person comes to an organisation. */
export type Way = 'join' | 'found' | 'file';

let again = false;

/** The set-up that follows begins at the organisation, and ends in the Inbox. */
export async function restartSetup(restart: () => Promise<boolean>): Promise<void> {
  again = true;
  if (await restart()) go('inbox');
  else again = false;
}

/** Set-up goes on where it was left: with an organisation, only the name and the key are missing. */
export const firstStep = ({ organisation }: Extract<IdentityStatus, { kind: 'not-set-up' }>): SetupStep =>
  again ? 'organisation' : organisation === null ? 'welcome' : 'name';

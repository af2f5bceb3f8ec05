import type { Page } from 'playwright';
import type { Api } from '../../shared/ipc.ts';
import type { SignIn } from './kafka-local.ts';

declare const window: { readonly sealpost: Api };

/** Signs in to the servers as a person does in Settings: only the app itself gets a password under the keychain. */
export async function enterSignIn(page: Page, { access, secrets }: SignIn): Promise<void> {
  const { password } = secrets;
  if (password === undefined) return;
  const outcome = await page.evaluate((change) => window.sealpost.call('connection.change', change), {
    access,
    secrets: { password },
  });
  if (!outcome.ok) throw new Error(`the sign-in was not kept: ${outcome.failure.kind}`);
}

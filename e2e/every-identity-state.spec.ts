import type { Page } from '@playwright/test';
import { invalidCertificates, lostKeys, renewing } from '../renderer/dev/every-identity-failure.ts';
import { waiting } from '../renderer/dev/sample-organisation.ts';
import {
  certificateFaultText,
  certificateStrip,
  keysLostText,
  renewalStrip,
  requestRefusedText,
} from '../renderer/text/own-certificate-text.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';
import { answer, tell } from './support/stage.ts';

const settings = (page: Page): Promise<void> =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click();

test('the life of a key is said as what it is, in Settings and over the window', async ({ office }) => {
  test.setTimeout(180_000);
  const app = office.person(`life-${Date.now()}`, 'Lief Key');
  await app.start();
  await app.untilReady();
  const { page } = app;
  const strip = page.locator('.strip');
  const newTransfer = page.getByRole('button', { name: /^New transfer/ });

  await test.step('a renewal that is under way, and one that nobody answers', async () => {
    await settings(page);
    await tell(app, 'identity.changed', renewing(29));
    await expect(page.getByRole('list', { name: 'Renewal' }).getByRole('listitem')).toHaveCount(4);
    await expect(strip).toHaveCount(0);
    await look(app, 'settings-identity-renewing');
    for (const [days, code] of [
      [6, 'CER-711'],
      [0.5, 'CER-712'],
    ] as const) {
      const status = renewing(days);
      await tell(app, 'identity.changed', status);
      await expect(page.getByRole('group', { name: code })).toBeVisible();
      await expect(strip).toContainText(renewalStrip(status, Date.now()) ?? '');
      await look(app, `settings-identity-${code}`);
    }
    await tell(app, 'identity.changed', renewing(20, { kind: 'refused', reason: 'Please call me. Maja' }));
    await expect(page.getByRole('group', { name: 'CER-717' })).toContainText('Please call me. Maja');
    await answer(app, 'identity.askAgain', null);
    await page.getByRole('button', { name: 'Ask again' }).click();
  });

  await test.step('every certificate with which nothing can be sent', async () => {
    for (const status of invalidCertificates) {
      await tell(app, 'identity.changed', status);
      const { title, body, code } = certificateFaultText(status);
      await expect(page.getByRole('group', { name: code })).toContainText(`${title} ${body}`);
      await expect(strip).toContainText(certificateStrip(status));
      await expect(newTransfer).toHaveAttribute('aria-disabled', 'true');
      await look(app, `settings-identity-${status.why}`);
    }
  });

  await test.step('keys that are lost, and that no new one is made unasked', async () => {
    for (const status of lostKeys) {
      await tell(app, 'identity.changed', status);
      const { title, body, code } = keysLostText(status);
      await expect(page.getByRole('group', { name: code })).toContainText(`${title} ${body}`);
      await expect(strip).toContainText(title);
      await look(app, `settings-identity-${status.why}`);
    }
    await page.getByRole('button', { name: 'Make a new key for this address…' }).click();
    await expect(page.getByRole('dialog')).toContainText(`Make a new key for ${lostKeys[0]?.destination}?`);
    await look(app, 'make-new-key');
    await page.getByRole('button', { name: 'Cancel' }).click();
  });

  await test.step('a first request that was refused', async () => {
    const refusal = 'The code that you read was not the one I see. Maja';
    await tell(app, 'identity.changed', { ...waiting, refusal });
    await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Inbox' }).click();
    const { title, body } = requestRefusedText(refusal);
    await expect(page.getByRole('group', { name: 'CER-718' })).toContainText(`${title} ${body}`);
    await expect(page.getByRole('button', { name: 'Start set-up again' })).toBeVisible();
    await look(app, 'waiting-for-nothing');
  });
  await app.stop();
});

import { connectionTroubles, everyOfflineCause, wrongClocks } from '../renderer/dev/every-failure.ts';
import { clockText } from '../renderer/text/clock-text.ts';
import { offlineText, troubleText } from '../renderer/text/connection-text.ts';
import type { OfflineCause } from '../shared/connection.ts';
import { expect, test } from './support/fixtures.ts';
import { look, picture } from './support/look.ts';
import { tell } from './support/stage.ts';

test('every state of the connection and of the clock is said as what it is', async ({ office }) => {
  test.setTimeout(120_000);
  const app = office.person(`states-${Date.now()}`, 'Cora Hall');
  await app.start();
  await app.untilReady();
  const { page } = app;
  const strip = page.locator('.strip');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click();
  await page
    .getByRole('button', { name: 'Connection' })
    .or(page.getByRole('tab', { name: 'Connection' }))
    .first()
    .click();
  const causes = page.locator('.cause');
  const now = Date.now();
  const connected = { kind: 'connected', lastContact: now, trouble: null } as const;

  for (const [why, code] of Object.entries(everyOfflineCause) as [OfflineCause, string][]) {
    const state = { kind: 'offline', since: now, retryAt: now + 600_000, lastContact: now, why } as const;
    await tell(app, 'connection.changed', state);
    await expect(strip).toHaveAttribute('data-offline', why);
    await expect(causes.getByText(offlineText(why).title)).toBeVisible();
    await expect(page.getByRole('group', { name: code })).toBeVisible();
    await picture(app, page.locator('#root'), `offline-${why}`);
  }
  for (const trouble of connectionTroubles) {
    await tell(app, 'connection.changed', { ...connected, trouble });
    await expect(strip).toContainText(troubleText(trouble).title);
    await picture(app, page.locator('#root'), `trouble-${trouble.flow}-${trouble.why}`);
  }
  await tell(app, 'connection.changed', connected);
  for (const clock of wrongClocks) {
    await tell(app, 'clock.changed', clock);
    await expect(strip).toContainText(clockText(clock) ?? '');
    if (clock.kind === 'wrong') await picture(app, page.locator('#root'), `clock-${clock.difference}`);
  }
  await look(app, 'clock-strip');
  await tell(app, 'clock.changed', { kind: 'right' });
  await expect(strip).toHaveCount(0);
  await app.stop();
});

import { everyCheckCause } from '../renderer/dev/every-check.ts';
import { sampleFailure, sampleReport, sampleServer } from '../renderer/dev/sample-connection.ts';
import { reportTitle, stepCause } from '../renderer/text/check-text.ts';
import type { Api } from '../shared/ipc.ts';
import { expect, test } from './support/fixtures.ts';
import { look, picture } from './support/look.ts';
import { answer, tell } from './support/stage.ts';

declare const window: { readonly sealpost: Api };

test('a check shows what works and what does not, with every cause in its words', async ({ office }) => {
  test.setTimeout(180_000);
  const app = office.person(`checks-${Date.now()}`, 'Cora Hall');
  await app.start();
  await app.untilReady();
  const { page } = app;
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Connection' }).first().click();

  // As it is: on this server everything works.
  await page.getByRole('button', { name: 'Check the connection' }).click();
  const result = page.getByRole('region', { name: 'Connection check' });
  await expect(result).toHaveAttribute('data-done', 'true', { timeout: 60_000 });
  await expect(result).toContainText('You can send and receive');
  await expect(result.locator('[data-state="failed"], [data-state="needs-you"]')).toHaveCount(0);

  await answer(app, 'connection.server', sampleServer);
  await answer(app, 'connection.check', sampleReport());
  await tell(
    app,
    'settings.changed',
    await page.evaluate(() => window.sealpost.call('settings.get', undefined)),
  );
  await expect(page.getByText('Encrypted, as hanna.lindqvist')).toBeVisible();
  const again = page.getByRole('button', { name: 'Check again' });
  await again.click();
  await expect(result).toContainText('TLS 1.3');
  await look(app, 'connection-check');
  for (const one of everyCheckCause) {
    const report =
      one.state === 'failed' && one.shuts ? sampleFailure(one.step, one) : sampleReport({ [one.step]: one });
    await answer(app, 'connection.check', report);
    await again.click();
    const step = result.locator(`[data-check="${one.step}"]`);
    await expect(step).toHaveAttribute('data-cause', one.cause);
    const [told] = report.steps.filter(({ step: name }) => name === one.step);
    const text = told && one.state !== 'not-tested' ? stepCause(told) : null;
    if (text) await expect(step).toContainText(text.title);
    await expect(result.locator('header')).toContainText(reportTitle(report));
    await picture(app, page.locator('#root'), `check-${one.step}-${one.cause}`);
  }
  await answer(
    app,
    'connection.check',
    sampleFailure('proxy', { cause: 'proxy-refuses', facts: { server: 'proxy.nordkaj.internal:3128' } }),
  );
  await again.click();
  await look(app, 'connection-check-failed');
  await page.getByRole('button', { name: 'Copy result for your IT' }).click();
  const copied = await app.electron.evaluate(({ clipboard }) => clipboard.readText());
  expect(copied).toContain('NET-445');

  await page.getByRole('button', { name: 'Change…' }).click();
  await expect(page.getByLabel('Password', { exact: true })).toHaveValue('');
  await look(app, 'connection-form');
  await app.stop();
});

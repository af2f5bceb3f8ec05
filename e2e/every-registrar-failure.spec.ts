import type { Page } from '@playwright/test';
import { authorityDues, registrarFailures } from '../renderer/dev/every-identity-failure.ts';
import { authority, certificates, invitation, registrar } from '../renderer/dev/sample-organisation.ts';
import { dueText, registrarFailureText } from '../renderer/text/registrar-text.ts';
import { failed, ok } from '../shared/result.ts';
import { expect, test } from './support/fixtures.ts';
import { look, picture } from './support/look.ts';
import { answer, tell } from './support/stage.ts';

const place = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation', { name: 'You look after nordkaj' }).getByRole('button', { name }).click();

test("a registrar's places, and every way in which an act is not done", async ({ office }) => {
  test.setTimeout(240_000);
  const app = office.person(`registrar-${Date.now()}`, 'Reg Istrar');
  await app.start();
  await app.untilReady();
  const { page } = app;
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await expect(page.getByText('You look after')).toHaveCount(0);
  await answer(app, 'registrar.certificates', { rows: certificates, total: certificates.length });
  await tell(app, 'registrar.changed', registrar);

  await test.step('requests: a code is compared row by row, and only then approved', async () => {
    await place(page, 'Requests');
    await look(app, 'requests');
    await page.getByRole('row', { name: /Eva Roth/ }).click();
    await expect(button('Approve')).toHaveAttribute('aria-disabled', 'true');
    await expect(page.getByLabel('Row 2 is the same')).toBeDisabled();
    for (const row of [1, 2, 3]) await page.getByLabel(`Row ${row} is the same`).check();
    await page.getByLabel('On the phone').check();
    await look(app, 'request');
    for (const [at, failure] of registrarFailures.entries()) {
      await answer(app, 'registrar.approve', failed(failure));
      await button('Approve').click();
      const { title, body } = registrarFailureText(failure);
      await expect(page.locator('.cause p').filter({ hasText: `${title} ${body}` })).toBeVisible();
      await picture(app, page.locator('.cause'), `registrar-${at}-${failure.kind}`);
    }
    await page.getByRole('row', { name: /Jonas Ek/ }).click();
    await expect(page.getByText('Jonas already has a certificate')).toBeVisible();
    await look(app, 'request-new-key');
    // The ticks of the other request are gone.
    await page.getByRole('row', { name: /Eva Roth/ }).click();
    await expect(page.getByLabel('Row 1 is the same')).not.toBeChecked();
    await button('A group is different').click();
    await expect(page.getByLabel('What Eva reads')).toHaveValue(/was not the one I see/);
    await expect(button('Cancel')).toBeFocused();
    await look(app, 'refuse');
    await page.keyboard.press('Escape');
    await expect(button('A group is different')).toBeFocused();
    // What answered is gone with the answer: the keyboard is on the request.
    await answer(app, 'registrar.refuse', ok(null));
    await button('A group is different').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Refuse', exact: true }).click();
    const refused = { kind: 'refused', at: Date.now(), reason: 'Call me.' } as const;
    const requests = registrar.requests.map((one) =>
      one.label === 'Eva Roth' ? { ...one, state: refused } : one,
    );
    await tell(app, 'registrar.changed', { ...registrar, requests, waiting: 2 });
    await expect(page.getByText('Call me.')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Request', exact: true })).toBeFocused();
    await page.getByRole('row', { name: /Ingrid Holm/ }).click();
    await look(app, 'request-renewed');
  });

  await test.step('an invitation is made once, and its code is gone when it is left', async () => {
    await button('Invite…').click();
    await page.getByLabel('Name', { exact: true }).fill('Eva Roth');
    await expect(page.getByLabel('Address')).toHaveValue('eva.roth@nordkaj');
    await page.getByLabel('Sign-in name on the server').fill('eva.roth');
    await expect(button('Make invitation')).toHaveAttribute('aria-disabled', 'true');
    await page.getByLabel('Password on the server').fill('correct horse');
    await look(app, 'invite');
    await answer(app, 'registrar.invite', ok(invitation));
    await button('Make invitation').click();
    await expect(page.getByText('40716')).toBeVisible();
    await expect(page.getByRole('region', { name: 'Invitation for Eva Roth' })).toBeFocused();
    await look(app, 'invitation-made');
    await button('Back to Requests').click();
    await button('Invite…').click();
    await expect(page.getByText('40716')).toHaveCount(0);
  });

  await test.step('certificates, and a revocation that says what still counts', async () => {
    await place(page, 'Certificates');
    await page.getByRole('row', { name: /Łukasz/ }).click();
    await look(app, 'certificate');
    await button('Revoke…').click();
    await expect(button('Revoke')).toHaveAttribute('aria-disabled', 'true');
    await page.getByLabel('Łukasz has left').check();
    await look(app, 'revoke');
    await answer(app, 'registrar.revoke', ok(null));
    await button('Revoke').click();
    await page.getByRole('row', { name: /Peter/ }).click();
    await look(app, 'certificate-revoked');
  });

  await test.step('the organisation, and everything that can be due', async () => {
    await place(page, 'Organisation');
    await button('Show fingerprint').click();
    await look(app, 'organisation');
    await button('Try the copy…').click();
    await page.getByLabel('Password of the root copy').fill('a wrong one');
    await answer(app, 'registrar.tryRootCopy', failed({ kind: 'wrong-password' }));
    await button('Choose the copy…').click();
    await expect(page.getByRole('dialog').getByRole('group', { name: 'REG-753' })).toBeVisible();
    await look(app, 'root-copy-tried');
    await button('Cancel').click();
    for (const [at, due] of authorityDues.entries()) {
      await tell(app, 'registrar.changed', { ...registrar, authority: { ...authority, due: [due] } });
      const { title, code } = dueText(due, 'nordkaj');
      await expect(page.getByRole('group', { name: code })).toContainText(title);
      await expect(page.locator('.strip')).toContainText(title);
      await picture(app, page.locator('#root'), `due-${at}-${due.kind}`);
    }
    await look(app, 'organisation-due');
  });

  await test.step('nobody waits', async () => {
    await tell(app, 'registrar.changed', { ...registrar, requests: [], waiting: 0 });
    await place(page, 'Requests');
    await look(app, 'requests-empty');
  });
  await app.stop();
});

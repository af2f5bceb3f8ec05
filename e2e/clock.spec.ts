import { join } from 'node:path';
import { FalseClock } from '../scripts/driver/false-clock.ts';
import type { Office } from '../scripts/driver/office.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { expect, test } from './support/fixtures.ts';
import { look } from './support/look.ts';

const strip = ({ page }: RunningApp) => page.locator('.strip');
const minute = 60_000;
const day = 24 * 60 * minute;

function withClock(office: Office, name: string, label: string, ahead: number) {
  const clock = new FalseClock(join(office.options.dir, `clock-of-${name}`), office.options.electron, ahead);
  return { clock, app: office.person(name, label, { electron: clock.program }) };
}

test('a clock that is days wrong is said, and what waited for it goes by itself', async ({
  office,
  pair: { alice },
  files,
}) => {
  test.setTimeout(240_000);

  await test.step('the recipient is two days fast: received, and confirmed when the clock is right', async () => {
    const { clock, app: fast } = withClock(office, 'fatima', 'Fatima Noor', 2 * day);
    await fast.start();
    await fast.untilReady();
    await expect(strip(fast)).toContainText('Your clock is 2 days fast.');
    await alice.send([files('for a fast clock.txt', 'x')], fast.options.destination);
    const pending = await fast.untilTransfer(({ status }) => status === 'confirmation-pending', 'saved');
    await fast.page.locator(`[data-id="${pending.id}"]`).click();
    await expect(fast.page.locator('[data-step="confirmation-sent"]')).toContainText(
      'signed and sent by itself',
    );
    await look(fast, 'clock-fast-recipient');
    expect((await alice.transfers()).map(({ status }) => status)).toEqual(['sent']);
    clock.set(0);
    await fast.untilTransfer(({ status }) => status === 'received', 'confirmed');
    await expect(strip(fast)).toHaveCount(0);
    const delivered = await alice.untilTransfer(({ status }) => status === 'delivered', 'delivered');
    const details = await alice.details(delivered.id);
    expect(details?.technical.signedServerTime).toMatch(/^20/);
    expect(details?.technical.confirmedServerTime).toMatch(/^20/);
    await fast.stop();
  });

  await test.step('the sender is three days slow: not the certificate, but the clock is to blame', async () => {
    const { clock, app: slow } = withClock(office, 'sven', 'Sven Lind', -3 * day);
    await slow.start();
    await expect(strip(slow)).toContainText('Your clock is 3 days slow.', { timeout: 60_000 });
    const path = files('from a slow clock.txt', 'x');
    await slow.send([path], alice.options.destination);
    const waiting = await slow.untilTransfer(({ status }) => status === 'waiting-for-clock', 'waits');
    await slow.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Sent' }).click();
    await slow.page.locator(`[data-id="${waiting.id}"]`).click();
    await expect(slow.page.getByRole('region', { name: 'Transfer details' })).toContainText(
      'Waiting for the clock',
    );
    await expect(slow.page.locator('body')).not.toContainText(/certificate (has ended|does not check)/);
    await look(slow, 'clock-slow-sender');
    clock.set(0);
    await slow.untilTransfer(({ status }) => status === 'delivered', 'delivered');
    await expect(strip(slow)).toHaveCount(0);
    await slow.stop();
  });

  await test.step('some minutes are said, on both sides, and hold up nothing', async () => {
    const { app: ahead } = withClock(office, 'mina', 'Mina Wolf', 12 * minute);
    await ahead.start();
    await ahead.untilReady();
    await expect(strip(ahead)).toContainText('Your clock is 12 minutes fast.');
    await ahead.send([files('from a clock ahead.txt', 'x')], alice.options.destination);
    await ahead.untilTransfer(({ status }) => status === 'delivered', 'delivered');
    const received = await alice.untilTransfer(
      ({ documentName }) => documentName === 'from a clock ahead.txt',
      'received',
    );
    await alice.page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Inbox' }).click();
    await alice.page.locator(`[data-id="${received.id}"]`).click();
    await expect(alice.page.locator('.clock-note')).toContainText(
      "Mina's clock was 12 minutes ahead of the server's when this was signed.",
    );
    await look(alice, 'clock-of-a-peer');
    await ahead.stop();
  });
});

import type { Locator } from '@playwright/test';
import { noSmallDrive, SmallDrive } from '../scripts/driver/small-drive.ts';
import { expect, test } from './support/fixtures.ts';
import { snap } from './support/look.ts';

test('on a full disk the settings stay whole, the choice is said not to be kept, and the app lives on', async ({
  office,
}) => {
  test.skip(noSmallDrive !== null, noSmallDrive ?? '');
  const plain = office.person(`full-${Date.now()}`, 'Fullana Diskin');
  const drive = await SmallDrive.mount(plain.options.profileDir, '64m');
  const { destination, label, connectionFile, ...rest } = plain.options;
  const app = office.person(destination.split('@')[0] ?? '', label, {
    ...rest,
    electron: drive.program(plain.options.electron),
  });
  const openAppearance = async (): Promise<void> => {
    await app.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('button', { name: 'Settings' })
      .click();
    await app.page.getByRole('button', { name: 'Appearance' }).click();
  };
  try {
    await app.start();
    await openAppearance();
    // The first start writes by itself: what it is compared with stands still.
    await expect
      .poll(() => JSON.parse(drive.read('settings.json')).receivedFolderMark)
      .toEqual(expect.any(String));
    const before = drive.read('settings.json');
    const identity = drive.read('identity.json');
    expect(JSON.parse(identity).identity).toEqual({ destination, label, keyed: true });
    drive.fill(0);
    const radio = (name: string): Locator => app.page.getByRole('radio', { name });
    await radio('Dark').click();
    await expect(app.page.getByText('Your choice was not kept.')).toBeVisible();
    await expect(radio('Light')).toBeChecked();
    await expect(radio('Dark')).not.toBeChecked();
    expect([drive.read('settings.json'), drive.read('identity.json')]).toEqual([before, identity]);
    await snap(app, 'choice-not-kept');
    drive.free();
    await radio('Dark').click();
    await expect(radio('Dark')).toBeChecked();
    await expect(app.page.getByText('Your choice was not kept.')).toHaveCount(0);
    expect(JSON.parse(drive.read('settings.json')).theme).toBe('dark');
    // The window's place is kept at its end: a full disk does not hold that up, nor the next start.
    drive.fill(0);
    await app.stop();
    await app.start();
    await openAppearance();
    await expect(radio('Dark')).toBeChecked();
    expect(drive.read('identity.json')).toBe(identity);
  } finally {
    await app.stop();
    await drive.unmount();
  }
});

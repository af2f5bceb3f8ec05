import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import type { RunningApp } from '../../scripts/driver/running-app.ts';
import { expect, outputDir } from './fixtures.ts';

const dir = join(outputDir, 'screenshots');
mkdirSync(dir, { recursive: true });
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Looks at the screen in light, dark and narrow: no violation, and a picture of each. */
export async function look(app: RunningApp, name: string): Promise<void> {
  const { page } = app;
  for (const theme of ['light', 'dark'] as const) {
    await inTheme(app, theme);
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(tags).analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`),
      `${name} in ${theme}`,
    ).toEqual([]);
    await page.screenshot({ path: join(dir, `${name}-${theme}.png`) });
  }
  await resize(app, 760, 520);
  await page.screenshot({ path: join(dir, `${name}-760.png`) });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow, `${name} at 760 px`).toBeLessThanOrEqual(0);
  await resize(app, 1180, 760);
}

async function resize(app: RunningApp, width: number, height: number): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height },
  );
  await app.page.waitForFunction((wanted) => window.innerWidth === wanted, width);
}

async function inTheme({ page }: RunningApp, theme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
  await page.evaluate((one) => {
    document.documentElement.dataset.theme = one;
  }, theme);
}

/** Pictures of what is only there for a moment. */
export async function snap(
  app: RunningApp,
  name: string,
  themes: readonly ('light' | 'dark')[] = ['light', 'dark'],
): Promise<void> {
  for (const theme of themes) {
    await inTheme(app, theme);
    await app.page.screenshot({ path: join(dir, `${name}-${theme}.png`) });
  }
}

/** A picture of one thing that is said, light and dark. */
export async function picture(app: RunningApp, place: Locator, name: string): Promise<void> {
  for (const theme of ['light', 'dark'] as const) {
    await inTheme(app, theme);
    await place.screenshot({ path: join(dir, 'failures', `${name}-${theme}.png`) });
  }
}

import { basename } from 'node:path';
import type { Locator, Page } from 'playwright';
import { isolated } from '../../shared/isolated.ts';

/** A person who was certified a moment ago may need this long to appear. */
const listedWithin = 3_000;
/** News from the directory can still mend a failed check. */
const checkSettles = 5_000;
const answerWithin = 30_000;

/** New transfer, as a person fills it in. */
export class Slip {
  readonly #page: Page;
  readonly #panel: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.#panel = page.getByRole('region', { name: 'New transfer' });
  }

  /** Opens New transfer with nothing on it. */
  async clear(): Promise<void> {
    await this.#open();
    const question = this.#page.getByRole('dialog', { name: 'Discard this transfer?' });
    await this.#panel.getByRole('button', { name: 'Cancel' }).click();
    await until('the slip is put away', answerWithin, async () => {
      if (await question.isVisible()) await question.getByRole('button', { name: 'Discard' }).click();
      return !(await this.#panel.isVisible());
    });
    await this.#open();
  }

  /** The documents were dropped: adds the person and sends. @throws with what the page says */
  async submit(paths: readonly string[], to: string): Promise<void> {
    for (const path of paths) await this.#holds(path);
    await this.add(to.trim().toLowerCase());
    const send = this.#panel.getByRole('button', { name: /^(Send|Queue)$/ });
    const ready = send.and(this.#page.locator('[aria-disabled="false"]'));
    // Send is enabled already while the checks are asked for.
    const unanswered = this.#panel.locator('[data-state="asking"], [data-state="open"]');
    let failedSince = 0;
    await until('Send is enabled', answerWithin, async () => {
      if ((await unanswered.count()) > 0) return false;
      if (await ready.isVisible()) return true;
      const failed = await this.#panel.locator('[data-check][data-state="failed"]').count();
      failedSince = failed === 0 ? 0 : failedSince || Date.now();
      if (failedSince > 0 && Date.now() - failedSince > checkSettles) await this.#throwCause(to);
      return false;
    });
    await send.click();
  }

  /** @throws where the page says why it does not send */
  async throwCause(): Promise<void> {
    await this.#throwCause('');
  }

  async #open(): Promise<void> {
    await this.#page.getByRole('button', { name: /^New transfer/ }).click();
    await this.#panel.waitFor();
  }

  async #holds(path: string): Promise<void> {
    const line = this.#panel.getByRole('button', { name: `Remove ${isolated(basename(path))}`, exact: true });
    await until(`the page takes ${path}`, answerWithin, async () => {
      if (await line.first().isVisible()) return true;
      await this.#throwCause('');
      return false;
    });
  }

  /** By the address exactly: another person's name or address may contain it. */
  async add(address: string): Promise<void> {
    const field = this.#panel.getByRole('combobox', { name: 'Add a person or an address' });
    await field.fill(address);
    const exactly = new RegExp(`^${address.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(, you)?$`);
    const named = this.#page.locator('.clip > span').filter({ hasText: exactly });
    const option = this.#page.getByRole('option').filter({ has: named });
    if (await seen(option, listedWithin)) await option.click();
    else await field.press(',');
    const chosen = this.#panel.locator(`[data-recipient=${JSON.stringify(address)}]`);
    if (!(await seen(chosen, listedWithin))) throw new Error(`the page takes no address "${address}"`);
  }

  async #throwCause(to: string): Promise<void> {
    const causes = await this.#panel.locator('.cause p').allTextContents();
    const checks = await this.#panel
      .locator('[data-check][data-state="failed"] > span:not(.w)')
      .allTextContents();
    const said = causes.length > 0 || to === '' ? causes : checks;
    if (said.length === 0) return;
    throw new Error(`not sent${to === '' ? '' : ` to ${to}`}: ${said.map((text) => text.trim()).join(' ')}`);
  }
}

async function seen(locator: Locator, milliseconds: number): Promise<boolean> {
  const giveUpAt = Date.now() + milliseconds;
  while (!(await locator.isVisible())) {
    if (Date.now() > giveUpAt) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

async function until(what: string, milliseconds: number, look: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + milliseconds;
  while (!(await look())) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${milliseconds / 1000} s in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

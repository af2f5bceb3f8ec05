import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import type { Api } from '../../shared/ipc.ts';
import { dropOn } from '../driver/drag.ts';
import { Office, optionsFromEnvironment } from '../driver/office.ts';
import { allTransfers } from '../driver/running-app.ts';
import { HardenedApp } from './hardened-app.ts';

declare const window: { readonly sealpost: Api };

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** The installed app is what a person gets: keychain, Kafka, journal and workers must work inside its asar. */
async function main(): Promise<void> {
  const [binary] = process.argv.slice(2);
  const runDir = process.env.SEALPOST_RUN_DIR;
  if (!binary || !runDir) throw new Error('start this with: npm test -- --only package');
  await reachFirstScreen(binary, join(runDir, 'new person'));
  const office = await Office.open(optionsFromEnvironment(join(runDir, 'office')));
  try {
    await deliverToOneself(binary, office, runDir);
  } finally {
    await office.close();
  }
}

async function reachFirstScreen(binary: string, profileDir: string): Promise<void> {
  const app = await HardenedApp.start(binary, profileDir);
  try {
    await app.page.getByRole('heading', { name: 'Registered mail for documents' }).waitFor();
  } finally {
    await app.stop();
  }
  say('The installed app reached its first screen.');
}

async function deliverToOneself(binary: string, office: Office, runDir: string): Promise<void> {
  const person = office.person('erin', 'Erin Berg');
  await office.answerRequests();
  const app = await HardenedApp.start(binary, person.options.profileDir);
  try {
    const { page } = app;
    await until('the installed app is connected and certified', page, async () => {
      const [identity, connection] = await page.evaluate(() =>
        Promise.all([
          window.sealpost.call('identity.status', undefined),
          window.sealpost.call('connection.status', undefined),
        ]),
      );
      return identity.kind === 'ready' && connection.kind === 'connected';
    });
    say('The installed app is connected and certified.');
    const path = join(runDir, 'to myself.txt');
    writeFileSync(path, 'A test document.\n'.repeat(50_000));
    await page.getByRole('button', { name: 'Send a test document to yourself' }).click();
    await dropOn(page, [path]);
    const send = page.getByRole('region', { name: 'New transfer' }).getByRole('button', { name: /^Send/ });
    await send.and(page.locator('[aria-disabled="false"]')).click();
    await until('the test document is delivered and received', page, async () => {
      const rows = await allTransfers(page);
      const is = (direction: string, status: string): boolean =>
        rows.some((row) => row.direction === direction && row.status === status);
      return is('sent', 'delivered') && is('received', 'received');
    });
    await page.getByRole('button', { name: 'Inbox' }).first().click();
    await page.getByText('to myself.txt').first().waitFor();
    say('The installed app delivered a test document to itself.');
  } finally {
    await app.stop();
  }
}

async function until(what: string, page: Page, look: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 60_000;
  while (!(await look())) {
    if (Date.now() > giveUpAt) {
      const shown = (await page.locator('body').textContent()) ?? '';
      throw new Error(`waited 60 s in vain: ${what}; the page says: ${shown.slice(0, 600)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    say(`installed app: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

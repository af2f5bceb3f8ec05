import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { faultText } from '../../renderer/text/fault-text.ts';
import type { SecureKafka } from '../../scripts/driver/kafka-secure.ts';
import { NotificationBus } from '../../scripts/driver/notification-bus.ts';
import { Office, optionsFromEnvironment } from '../../scripts/driver/office.ts';
import type { RunningApp } from '../../scripts/driver/running-app.ts';

type WorkerFixtures = {
  readonly office: Office;
  /** An office on a Kafka without security, also where the others are on a secured one. */
  readonly plainOffice: Office;
  /** An office on a Kafka with TLS, sign-in and ACLs. */
  readonly secureOffice: { readonly kafka: SecureKafka } & Office;
  readonly notifications: NotificationBus;
};
type TestFixtures = {
  /** Two people of this test alone, both ready. */
  readonly pair: { readonly alice: RunningApp; readonly bob: RunningApp };
  readonly files: (name: string, content: Buffer | string) => string;
};

let pairs = 0;

/** Whatever else a test looks at: nothing ended in an error that nobody waited for. */
async function surprisedByNothing(app: RunningApp): Promise<void> {
  if (!app.isRunning) return;
  // Not by a locator: that one waits for a navigation which the app did not allow.
  const text = await app.page.evaluate(() => document.body.textContent);
  base.expect(text).not.toContain(faultText.body);
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  office: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use) => {
      const runDir = process.env.SEALPOST_RUN_DIR;
      if (!runDir) throw new Error('start the tests with: npm test');
      const office = await Office.open(optionsFromEnvironment(mkdtempSync(join(runDir, 'office-'))));
      console.log(`Electron of this run: ${office.options.electron}`);
      await office.answerRequests();
      await use(office);
      await office.close();
    },
    // Three nodes take their time to start.
    { scope: 'worker', timeout: 300_000 },
  ],
  plainOffice: [
    async ({ office }, use) => {
      if (!office.options.secure) return use(office);
      const dir = mkdtempSync(join(process.env.SEALPOST_RUN_DIR ?? '', 'plain-'));
      const plain = await Office.open({ ...office.options, dir, secure: false });
      await use(plain);
      await plain.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  secureOffice: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the pattern
    async ({}, use) => {
      const options = optionsFromEnvironment(
        mkdtempSync(join(process.env.SEALPOST_RUN_DIR ?? '', 'secure-')),
      );
      const office = await Office.open({ ...options, secure: true, brokers: null });
      await office.answerRequests();
      await use(office as { readonly kafka: SecureKafka } & Office);
      await office.close();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
  notifications: [
    async ({ office }, use) => {
      const bus = await NotificationBus.start(office.options.checkoutDir);
      await use(bus);
      bus.stop();
    },
    { scope: 'worker' },
  ],
  pair: async ({ office, notifications: _ }, use) => {
    pairs++;
    const alice = office.person(`alice-${pairs}`, 'Alice Martin', {
      place: { x: 10, y: 10, width: 1180, height: 760 },
    });
    const bob = office.person(`bob-${pairs}`, 'Bob Chen', {
      place: { x: 1210, y: 10, width: 1180, height: 760 },
    });
    await Promise.all([alice.start(), bob.start()]);
    await Promise.all([alice.untilReady(), bob.untilReady()]);
    await use({ alice, bob });
    await Promise.all([surprisedByNothing(alice), surprisedByNothing(bob)]);
    await Promise.all([alice.stop(), bob.stop()]);
  },
  files: async ({ office }, use, info) => {
    const dir = join(office.options.dir, 'documents', String(info.testId));
    mkdirSync(dir, { recursive: true });
    await use((name, content) => {
      const path = join(dir, name);
      writeFileSync(path, content);
      return path;
    });
  },
});

export { expect } from '@playwright/test';

export const outputDir = process.env.SEALPOST_OUTPUT ?? 'test-results';

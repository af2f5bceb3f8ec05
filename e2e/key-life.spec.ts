import { join } from 'node:path';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import type { IdentityStatus } from '../shared/identity.ts';
import { expect, test } from './support/fixtures.ts';
import {
  answerDialogs,
  approve,
  found,
  identityOf,
  invite,
  joinCompared,
  nameAndKey,
  rail,
  readInvitation,
} from './support/joining.ts';
import { snap } from './support/look.ts';
import { serverOf, signInOf } from './support/server.ts';
import { TimeTravel } from './support/time-travel.ts';

const until = <Kind extends IdentityStatus['kind']>(
  app: RunningApp,
  kind: Kind,
  test: (status: Extract<IdentityStatus, { kind: Kind }>) => boolean = () => true,
  what = '',
): Promise<Extract<IdentityStatus, { kind: Kind }>> =>
  app.until(`${app.options.label} is ${kind} ${what}`, 90_000, async () => {
    const status = await identityOf(app);
    return status.kind === kind && test(status as Extract<IdentityStatus, { kind: Kind }>)
      ? (status as Extract<IdentityStatus, { kind: Kind }>)
      : null;
  });

const requestCodeOf = async (app: RunningApp): Promise<string> => {
  const status = await app.until('a request code', 60_000, async () => {
    const now = await identityOf(app);
    if (now.kind === 'waiting-for-certificate') return now.request === 'sent' ? now.requestCode : null;
    return 'renewal' in now && now.renewal.kind === 'asked' && now.renewal.request === 'sent'
      ? now.renewal.requestCode
      : null;
  });
  return status;
};

test('31, 85, 91 and 400 days later: lists and certificates end, are renewed, and nothing is lost', async ({
  office,
  files,
}) => {
  test.setTimeout(600_000);
  test.skip(process.platform !== 'linux', 'Only here has Kafka another clock.');
  const travel = await TimeTravel.start(office.options, join(office.options.dir, 'time'));
  const organisation = 'nordkaj';
  const maja = travel.person('maja', 'Maja Sundström');
  const eva = travel.person('eva', 'Eva Roth');
  const jonas = travel.person('jonas', 'Jonas Berg');
  const all = [maja, eva, jonas];
  const stop = (): Promise<unknown> => Promise.all(all.map((app) => app.stop()));
  const rootCopy = { path: join(office.options.dir, 'time.root'), password: 'a long password' };
  const send = async (from: RunningApp, to: string, name: string): Promise<string> => {
    const [sent] = await from.send([files(name, name)], `${to}@${organisation}`);
    return sent?.id as string;
  };
  try {
    await test.step('an organisation of three', async () => {
      await maja.start();
      const server = await serverOf(travel.kafka, `maja@${organisation}`, join(office.options.dir, 'time'));
      await found(maja, organisation, server, rootCopy);
      await nameAndKey(maja, 'Maja Sundström', `maja@${organisation}`);
      await until(maja, 'ready');
      await maja.page.getByRole('button', { name: 'Go to Inbox' }).click();
      const { text: invitation } = await invite(maja, null);
      for (const [app, name] of [
        [eva, 'eva'],
        [jonas, 'jonas'],
      ] as const) {
        await app.start();
        await readInvitation(app, invitation);
        await joinCompared(app, organisation, await signInOf(travel.kafka, `${name}@${organisation}`));
        await nameAndKey(app, app.options.label, `${name}@${organisation}`);
        await approve(maja, `${name}@${organisation}`, await requestCodeOf(app));
        await until(app, 'ready');
      }
      await stop();
    });

    await test.step('31 days: the list ended; it is renewed as soon as its registrar is there, and all go on', async () => {
      await travel.goTo(31);
      await eva.start();
      await until(eva, 'certificate-not-valid', ({ why }) => why === 'list-ended');
      await snap(eva, 'life-list-ended');
      await maja.start();
      await until(eva, 'ready');
      await eva.page
        .getByRole('button', { name: 'Go to Inbox' })
        .click({ timeout: 3_000 })
        .catch(() => {});
      const id = await send(eva, 'jonas', 'after a month.txt');
      await jonas.start();
      await eva.untilTransfer((one) => one.id === id && one.status === 'delivered', 'delivered');
      await stop();
    });

    let onItsWay = '';
    await test.step('85 days: who is there gets a new certificate without a question', async () => {
      await travel.goTo(85);
      await maja.start();
      await jonas.start();
      for (const app of [maja, jonas])
        await until(app, 'ready', ({ validUntil }) => validUntil > Date.now() + 170 * 86_400_000, 'renewed');
      onItsWay = await send(jonas, 'eva', 'before her certificate ends.txt');
      await jonas.untilTransfer((one) => one.id === onItsWay && one.status === 'sent', 'sent');
      await stop();
    });

    await test.step('91 days: who was away receives, says what is missing, and goes on with the new certificate', async () => {
      await travel.goTo(91);
      await eva.start();
      await until(eva, 'certificate-not-valid', ({ why }) => why === 'ended');
      const received = await eva.untilTransfer(
        ({ documentName }) => documentName === 'before her certificate ends.txt',
        'received all the same',
      );
      expect(['confirmation-pending', 'checking']).toContain(received.status);
      await eva.untilTransfer(({ status }) => status === 'confirmation-pending', 'saved');
      await snap(eva, 'life-certificate-ended');
      const code = await requestCodeOf(eva);
      await eva.stop();
      await eva.start();
      await until(eva, 'certificate-not-valid', ({ renewal }) => renewal.kind === 'asked');
      await maja.start();
      await jonas.start();
      await approve(maja, `eva@${organisation}`, code);
      await until(eva, 'ready');
      await jonas.untilTransfer((one) => one.id === onItsWay && one.status === 'delivered', 'delivered');
      await stop();
    });

    await test.step('400 days: everything ended; the root copy and the registrar bring it back', async () => {
      await travel.goTo(400);
      await eva.start();
      await until(eva, 'certificate-not-valid', ({ why }) => why === 'ended');
      await maja.start();
      await until(maja, 'certificate-not-valid', ({ why }) => why === 'list-ended' || why === 'ended');
      await rail(maja, 'Organisation').click();
      await snap(maja, 'life-root-list-due');
      await answerDialogs(maja, rootCopy.path);
      await maja.page.getByRole('button', { name: 'Renew with the root copy…' }).first().click();
      await maja.page.getByRole('dialog').getByLabel('Password').fill(rootCopy.password);
      await maja.page
        .getByRole('dialog')
        .getByRole('button', { name: /Renew|Choose/ })
        .click();
      await until(maja, 'ready');
      await approve(maja, `eva@${organisation}`, await requestCodeOf(eva));
      await until(eva, 'ready');
      const id = await send(eva, 'maja', 'after a year.txt');
      await eva.untilTransfer((one) => one.id === id && one.status === 'delivered', 'delivered');
    });
  } catch (error) {
    for (const app of all)
      if (app.isRunning)
        await app.page.screenshot({ path: test.info().outputPath(`${app.options.label}.png`) });
    throw error;
  } finally {
    await stop();
    await travel.kafka.stop();
  }
});

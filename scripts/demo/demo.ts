import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { stateWord, stepTitle } from '../../renderer/text/step-text.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { NotificationBus } from '../driver/notification-bus.ts';
import { Office, optionsFromEnvironment } from '../driver/office.ts';
import type { RunningApp } from '../driver/running-app.ts';
import { serve } from './serve.ts';
import { sideBySide } from './side-by-side.ts';

const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Read from the start, so that its end is seen also while everything still starts. */
const input = createInterface({ input: process.stdin });
const orders = input[Symbol.asyncIterator]();

/** Ends when our standard input does (the launcher closes it on Ctrl+C), or when asked by a signal. */
const asked = new Promise<void>((resolve) => {
  input.once('close', resolve);
  process.stdin.on('error', () => resolve());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => input.close());
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      headless: { type: 'boolean' },
      assert: { type: 'boolean' },
      serve: { type: 'boolean' },
      new: { type: 'boolean' },
    },
  });
  const runDir = process.env.SEALPOST_RUN_DIR;
  if (!runDir) throw new Error('start the demo with: npm run demo');
  const dir = join(runDir, 'demo');
  const outputDir = process.env.SEALPOST_OUTPUT ?? join(dir, 'screenshots');
  mkdirSync(outputDir, { recursive: true });

  say(startingText());
  const office = await openOffice(dir);
  if (!office) return 0;
  const headless = process.platform === 'linux' && values.headless;
  const bus = headless ? await notifications(office) : null;
  try {
    if (values.new) {
      await Promise.race([showFirstRun(office, outputDir), asked]);
      if (!values.assert) await asked;
      return 0;
    }
    // Asked to end while it still starts: what was started is ended all the same.
    const apps = await Promise.race([openWindows(office), asked]);
    if (!apps) return 0;
    if (!values.serve) {
      const show = showDelivery(apps, office, outputDir, values.assert ?? false);
      return await Promise.race([show, asked.then(() => 0)]);
    }
    await serve(office, orders);
    return 0;
  } finally {
    bus?.stop();
    await office.close();
  }
}

function startingText(): string {
  if (process.env.KAFKA_BROKERS) return `Using Kafka at ${process.env.KAFKA_BROKERS}…`;
  return process.env.SEALPOST_SECURE === '1'
    ? 'Starting a secured Kafka of three nodes: TLS, sign-in, rights for each person…'
    : 'Starting a local Kafka…';
}

/** Null where it was asked to end before there was an office. */
async function openOffice(dir: string): Promise<Office | null> {
  const ended = new AbortController();
  const opening = Office.open(optionsFromEnvironment(dir), 'acme', ended.signal);
  const office = await Promise.race([opening, asked]);
  if (office) return office;
  ended.abort();
  const closed = opening.then(
    (late) => late.close(),
    () => {},
  );
  // A broker elsewhere that does not answer is not waited for.
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 5_000))]);
  return null;
}

/** Without a daemon the notifications stay in the app's own list: no reason to end the demo. */
async function notifications(office: Office): Promise<NotificationBus | null> {
  try {
    return await NotificationBus.start(office.options.checkoutDir);
  } catch (error) {
    say(`No native notifications here: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

/** Two apps that nobody set up: one founds an organisation, the other joins it. */
async function showFirstRun(office: Office, outputDir: string): Promise<void> {
  const nobody = { connectionFile: null };
  const one = office.person('one', 'One', { ...nobody, demo: 'First computer' });
  const other = office.person('other', 'Other', { ...nobody, demo: 'Second computer' });
  await Promise.all([one.start(), other.start()]);
  const [left, right] = sideBySide(await one.workArea());
  await Promise.all([one.moveTo(left), other.moveTo(right)]);
  await one.page.screenshot({ path: join(outputDir, 'first-run.png') });
  const { access } = office;
  const encryption = access.security.tls ? 'encrypted' : 'not encrypted, and without a sign-in';
  say(
    `\nTwo computers on which nobody set up Sealpost. The server is ${access.brokers.join(', ')}, ${encryption}.`,
  );
  say(
    'On the first: Set up > No, found one. Then Requests > Invite…, and paste the invitation on the second.',
  );
  say('Ctrl+C ends it and removes everything it made.');
}

type Windows = { readonly alice: RunningApp; readonly bob: RunningApp };

async function openWindows(office: Office): Promise<Windows> {
  say('Making the organisation acme, Alice and Bob…');
  const alice = office.person('alice', 'Alice Martin', { demo: 'Alice' });
  const bob = office.person('bob', 'Bob Chen', { demo: 'Bob' });
  await office.answerRequests();
  await Promise.all([alice.start(), bob.start()]);
  const [left, right] = sideBySide(await alice.workArea());
  await Promise.all([alice.moveTo(left), bob.moveTo(right)]);
  await Promise.all([alice.untilReady(), bob.untilReady()]);
  return { alice, bob };
}

async function showDelivery(
  { alice, bob }: Windows,
  office: Office,
  outputDir: string,
  assert: boolean,
): Promise<number> {
  say('Alice sends welcome.pdf to Bob…');
  const delivered = await sendWelcome(alice, bob, join(office.options.checkoutDir, 'assets', 'welcome.pdf'));
  await printTimeline('Alice', alice, delivered);
  const received = await bob.untilTransfer(
    ({ transferId, status }) => transferId === delivered.transferId && status === 'received',
    'received',
  );
  await printTimeline('Bob', bob, received);
  await Promise.all([open(alice, delivered), open(bob, received)]);
  await alice.page.screenshot({ path: join(outputDir, 'alice.png') });
  await bob.page.screenshot({ path: join(outputDir, 'bob.png') });
  say(`\nDelivered. Bob's copy: ${received.path}\nScreenshots: ${outputDir}`);
  if (!received.path || !existsSync(received.path)) throw new Error('the received document is not there');
  if (assert) return 0;
  say('\nTry it: drop a document on a window, close Bob and send to him, look at the proofs of each step.');
  say('Ctrl+C ends the demo and removes everything it made.');
  await asked;
  return 0;
}

async function sendWelcome(alice: RunningApp, bob: RunningApp, path: string): Promise<Transfer> {
  const [queued] = await alice.send([path], bob.options.destination);
  return alice.untilTransfer(
    ({ id, status }) => id === queued?.id && status === 'delivered',
    'welcome.pdf is delivered',
    80_000,
  );
}

async function printTimeline(who: string, app: RunningApp, transfer: Transfer): Promise<void> {
  const details = await app.details(transfer.id);
  say(`\n${who}'s side`);
  for (const step of details?.steps ?? []) {
    const at = step.at === null ? '' : new Date(step.at).toTimeString().slice(0, 8);
    say(`  ${at.padEnd(8)}  ${stateWord[step.state].padEnd(8)}  ${stepTitle(step, transfer)}`);
  }
}

async function open(app: RunningApp, transfer: Transfer): Promise<void> {
  await app.page
    .getByRole('button', { name: transfer.direction === 'sent' ? 'Sent' : 'Inbox', exact: false })
    .first()
    .click();
  await app.page.locator(`[data-id="${transfer.id}"]`).click();
  await app.page.locator('[data-step]').first().waitFor();
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`demo: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(1);
  },
);

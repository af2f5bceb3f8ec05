import { z } from 'zod';
import type { HistoryChange } from '../../shared/history.ts';
import type { ShownNotification } from '../../shared/notification.ts';
import type { Transfer } from '../../shared/transfer.ts';
import type { Office } from '../driver/office.ts';
import type { RunningApp } from '../driver/running-app.ts';

const destination = z.string();
const order = z.union([
  z.object({ do: z.literal('send'), from: destination, to: destination, path: z.string() }),
  z.object({ do: z.enum(['start', 'stop', 'restart']), destination }),
]);

const tell = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

/** The door for other programs (docs/interoperability.md): one JSON object a line, both ways. */
export async function serve(office: Office, input: AsyncIterable<string>): Promise<void> {
  const apps = [...office.apps.entries()];
  tell({
    event: 'ready',
    brokers: office.brokers.join(','),
    organisationDir: office.organisation.dir,
    rootCertificatePath: office.rootCertificatePath,
    destinations: Object.fromEntries(
      apps.map(([name, { options }]) => [
        name,
        { receivedDir: options.receivedDir, profileDir: options.profileDir },
      ]),
    ),
  });
  for (const [name, app] of apps) {
    await report(name, app);
    await tellStanding(name, app);
  }
  let last: Promise<void> = Promise.resolve();
  for await (const line of input) {
    if (line.trim() === '') continue;
    last = last.then(() => obey(office, line));
  }
  await last;
}

async function obey(office: Office, line: string): Promise<void> {
  try {
    const given = order.parse(JSON.parse(line));
    const name = given.do === 'send' ? given.from : given.destination;
    const app = office.apps.get(name);
    if (!app) throw new Error(`nobody here is ${name}`);
    if (given.do === 'send') await app.send([given.path], given.to);
    if (given.do === 'stop' || given.do === 'restart') await app.stop();
    if ((given.do === 'start' || given.do === 'restart') && !app.isRunning) {
      await app.start();
      await tellStanding(name, app);
      await app.untilReady();
    }
    tell({ event: 'done', do: given.do, destination: name });
  } catch (error) {
    tell({ event: 'error', message: error instanceof Error ? error.message : String(error), line });
  }
}

/** What was told of each transfer, so that a restart repeats nothing. */
const told = new Map<string, string>();
const toldNotifications = new Set<string>();

async function report(name: string, app: RunningApp): Promise<void> {
  await app.onEvent((event, payload) => {
    if (event === 'transfers.changed')
      for (const transfer of (payload as HistoryChange).rows) tellTransfer(name, transfer);
    if (event === 'notifications.shown') tellNotification(name, payload as ShownNotification);
  });
}

/** What happened before the page could be followed. */
async function tellStanding(name: string, app: RunningApp): Promise<void> {
  for (const transfer of await app.transfers()) tellTransfer(name, transfer);
  for (const notification of [...(await app.notifications())].reverse()) tellNotification(name, notification);
}

/** Only what the desktop showed; a bundle is told again with its new words. */
function tellNotification(name: string, { id, title, body, native }: ShownNotification): void {
  const key = `${name}/${id}/${title}/${body}`;
  if (!native || toldNotifications.has(key)) return;
  toldNotifications.add(key);
  tell({ event: 'notification', destination: name, title, body });
}

function tellTransfer(name: string, transfer: Transfer): void {
  const { transferId, direction, status, peer, documentName, path, reason } = transfer;
  const key = `${name}/${transfer.id}/${transferId}`;
  const state = `${status}/${reason}`;
  if (told.get(key) === state) return;
  told.set(key, state);
  const optional = { ...(path ? { path } : {}), ...(reason ? { reason } : {}) };
  tell({
    event: 'transfer',
    destination: name,
    transferId,
    direction,
    status,
    peer: peer?.destination ?? null,
    documentName,
    ...optional,
  });
}

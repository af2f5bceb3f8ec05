import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { systemClock } from '../main/clock/system-clock.ts';
import { Journal } from '../main/engine/journal.ts';
import { LocalEngine } from '../main/engine/open-engine.ts';
import { surroundingsOf } from '../main/engine/surroundings.ts';
import { KeyRing } from '../main/keys/key-ring.ts';
import { PasswordKeychain } from '../main/keys/password-keychain.ts';
import { longestPage } from '../shared/history.ts';
import type { Transfer } from '../shared/transfer.ts';
import { Edges } from './edges.ts';
import { watchStalls } from './stalls.ts';
import type { Order, Plan, Word } from './words.ts';

type LogChange = Parameters<ConstructorParameters<typeof Journal>[1]['changed']>[0];

/** What the person is notified of (shared/text/notification-text.ts). */
const outcomes: ReadonlySet<string> = new Set(['delivered', 'received', 'refused', 'failed']);

const trueNow = Date.now;
const memoryEvery = 1_000; // milliseconds

const say = (word: Word): void => void process.stdout.write(`${JSON.stringify(word)}\n`);

/** The folder for received documents counts as chosen by the person, so that it is never made anew. */
function settingsOf({ profileDir, receivedDir, deviceId }: Plan) {
  const file = join(profileDir, 'folder-mark');
  let mark = existsSync(file) ? readFileSync(file, 'utf8') : null;
  return {
    get: () => deviceId,
    get receivedFolder() {
      return { path: receivedDir, isChosen: true, mark };
    },
    rememberReceivedFolder(_: string, seen: string): void {
      mark = seen;
      writeFileSync(file, seen);
    },
    receivedDirProblem: null,
    foldersToClear: [],
    cleared: (): void => {},
  };
}

function newestRows({ log }: Journal, most: number): readonly Transfer[] {
  const query = { direction: null, filter: 'all', search: '', person: null } as const;
  const rows: Transfer[] = [];
  let cursor: string | null = null;
  do {
    const page = log.page(query, cursor, longestPage);
    rows.push(...page.rows);
    cursor = page.next;
  } while (cursor !== null && rows.length < most);
  return rows;
}

/** One installation without a window, wired as the app wires it. It ends with its standard input. */
async function main(): Promise<void> {
  const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Plan;
  const { profileDir, destination, password, organisation, secrets } = plan;
  const edges = new Edges((edge) => say({ kind: 'edge', edge }));
  edges.watch();
  const keychain = new PasswordKeychain(profileDir);
  if (!(await keychain.unlock(password))) throw new Error('the password does not open the keychain');
  const keyRing = new KeyRing(join(profileDir, 'keys'), keychain, () => destination);
  keyRing.unlock();
  const toldOf = new Set<string>();
  const changed = ({ rows, news }: LogChange): void => {
    say({ kind: 'changed', rows });
    for (const { row } of news) {
      const outcome = `${row.id} ${row.transferId} ${row.status}`;
      // As the notifications do, which tell of an outcome once.
      if (outcomes.has(row.status) && !toldOf.has(outcome)) say({ kind: 'news', outcome });
      toldOf.add(outcome);
    }
  };
  const nothing = (): void => {};
  let engine: LocalEngine | null = null;
  const journal = new Journal(profileDir, { changed, progress: nothing, removed: nothing }, () =>
    surroundingsOf(engine?.engine ?? null),
  );
  const pinned = organisation as Parameters<typeof LocalEngine.open>[0]['organisation'];
  engine = await LocalEngine.open(
    {
      ...{ clock: systemClock, journal, profileDir, organisation: pinned, secrets, keyRing },
      settings: settingsOf(plan),
    },
    {
      ...{ clock: nothing, removed: nothing, folder: nothing, changed },
      connection: (state) => say({ kind: 'connection', state }),
      unconfirmed: nothing,
      missed: (_, records) => say({ kind: 'missed', records: Number(records) }),
      registry: () => engine?.engine.followInbox(),
    },
  );
  const { sender } = engine.engine;
  const obey = (order: Order): void => {
    if (order.kind === 'rows')
      return say({ kind: 'rows', rows: newestRows(journal, order.most ?? Infinity) });
    if (order.kind === 'clock') {
      Date.now = () => Math.floor(trueNow()) + order.ahead;
      return;
    }
    if (order.kind === 'die') {
      edges.death = order.at;
      return say({ kind: 'mortal' });
    }
    const { to, path, name, size } = order;
    const document = { path, documentName: name, documentSize: size };
    try {
      sender.queue([{ from: destination, recipient: to, recipientLabel: null, ...document }]);
      say({ kind: 'queued', name });
    } catch {
      // A full disk: the person would be told.
      say({ kind: 'not-queued', name });
    }
  };
  watchStalls((milliseconds, until) => say({ kind: 'stalled', milliseconds, until }));
  setInterval(() => say({ kind: 'memory', bytes: process.memoryUsage().rss }), memoryEvery).unref();
  engine.start();
  say({ kind: 'started', pid: process.pid });
  for await (const line of createInterface({ input: process.stdin })) obey(JSON.parse(line) as Order);
  await engine.close();
  journal.database.close();
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);

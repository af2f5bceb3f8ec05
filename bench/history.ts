import { Journal } from '../main/engine/journal.ts';
import type { Office } from '../scripts/driver/office.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import { median, percentile } from './figures.ts';
import { cursorsOf, eventTimes, pageTimes, searchTimes } from './history-calls.ts';
import { historyRecord } from './history-records.ts';
import { type Memory, settledMemory } from './memory.ts';

/** What a long history costs over one of 100 transfers; times in milliseconds, memory in MB. */
export type HistoryFigures = {
  readonly rows: number;
  /** From the start of the app until its list is visible: how many times as long. */
  readonly startRatio: number;
  readonly mainMb: number;
  readonly rendererMb: number;
  readonly searchP95Ms: number;
  readonly pageP95Ms: number;
  /** From the mark of one transfer until the page's event of it has come. */
  readonly eventMs: number;
};

const rows = 100_000;
const fewRows = 100;
const starts = 7;
const batch = 1_000;

/** What one start of the app measured. */
type Visit = {
  readonly start: number;
  readonly searches: readonly number[];
  readonly pages: readonly number[];
  readonly events: readonly number[];
  readonly memory: Memory;
};

type Side = {
  readonly app: RunningApp;
  readonly count: number;
  /** Where pages deep in its list begin. */
  cursors: readonly string[];
  readonly visits: Visit[];
};

/** Measures whole apps by turns, each seven times after a first one. @returns the figures, and the limits broken */
export async function measureHistory(
  office: Office,
  say: (line: string) => void,
): Promise<{ readonly figures: HistoryFigures; readonly broken: readonly string[] }> {
  const side = (app: RunningApp, count: number): Side => ({ app, count, cursors: [], visits: [] });
  const few = side(office.person('few', 'Few'), fewRows);
  const many = side(office.person('many', 'Many'), rows);
  const sides = [few, many];
  for (const { app, count } of sides) {
    const began = performance.now();
    seed(app, count);
    say(`seeded ${count} transfers in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  await office.answerRequests();
  for (const one of sides) {
    await one.app.start();
    await one.app.untilReady();
    one.cursors = await cursorsOf(one.app.page);
    await one.app.stop();
  }
  for (let n = 0; n < starts; n++) {
    for (const { app, cursors, visits } of n % 2 === 0 ? sides : [many, few])
      visits.push(await visit(app, cursors));
  }
  return judged(few.visits, many.visits, say);
}

/** Fills the journal of a profile in which no app has started yet. */
function seed({ options: { profileDir, destination } }: RunningApp, count: number): void {
  const nobody = { changed: () => {}, progress: () => {}, removed: () => {} };
  const alone = { isConnected: false, clockBlocks: false, offlineSince: null, retentionOf: () => null };
  const { log, database } = new Journal(profileDir, nobody, () => alone);
  const now = Date.now();
  for (let from = count; from > 0; from -= batch) {
    log.together(() => {
      for (let n = from - 1; n >= Math.max(0, from - batch); n--) log.put(historyRecord(n, destination, now));
    });
  }
  database.close();
}

async function visit(app: RunningApp, cursors: readonly string[]): Promise<Visit> {
  const began = performance.now();
  await app.start();
  await app.page.locator('[role="grid"] [data-id]').first().waitFor();
  const start = performance.now() - began;
  await app.untilReady();
  const searches = await searchTimes(app.page);
  const pages = await pageTimes(app.page, cursors);
  const events = await eventTimes(app.page, cursors);
  const memory = await settledMemory(app);
  await app.stop();
  return { start, searches, pages, events, memory };
}

function judged(few: readonly Visit[], many: readonly Visit[], say: (line: string) => void) {
  const both = (what: string, unit: string, figure: (visits: readonly Visit[]) => number) => {
    const [a, b] = [figure(few), figure(many)];
    say(
      `${what.padEnd(24)} ${a.toFixed(1).padStart(8)} ${unit} with ${fewRows}, ${b.toFixed(1).padStart(8)} with ${rows}`,
    );
    return { few: a, many: b };
  };
  const start = both('start to list visible', 'ms', (all) => median(all.map((one) => one.start)));
  const main = both('memory of main', 'MB', (all) => median(all.map(({ memory }) => memory.main)));
  const page = both('memory of the page', 'MB', (all) => median(all.map(({ memory }) => memory.renderer)));
  const search = both('first page of a search', 'ms', (all) => p95(all.flatMap(({ searches }) => searches)));
  const pages = both('page of a list', 'ms', (all) => p95(all.flatMap((one) => one.pages)));
  const event = both('mark until its event', 'ms', (all) => median(all.flatMap(({ events }) => events)));
  const figures: HistoryFigures = {
    rows,
    startRatio: round(start.many / start.few),
    mainMb: round(main.many - main.few),
    rendererMb: round(page.many - page.few),
    searchP95Ms: round(search.many),
    pageP95Ms: round(pages.many),
    eventMs: round(event.many),
  };
  const limits: Readonly<Record<Exclude<keyof HistoryFigures, 'rows'>, number>> = {
    startRatio: 1.2,
    mainMb: 40,
    rendererMb: 40,
    searchP95Ms: 50,
    pageP95Ms: 50,
    // The same, but for what the clock of the page and the disk give or take.
    eventMs: round(event.few * 1.2 + 1),
  };
  const broken: string[] = [];
  for (const [name, limit] of Object.entries(limits)) {
    const figure = figures[name as keyof typeof limits];
    const isKept = figure <= limit;
    say(`${isKept ? 'kept  ' : 'BROKEN'} ${name.padEnd(12)} ${figure}, at most ${limit}`);
    if (!isKept) broken.push(name);
  }
  return { figures, broken };
}

const p95 = (figures: readonly number[]): number => percentile(figures, 95);
const round = (figure: number): number => Math.round(figure * 100) / 100;

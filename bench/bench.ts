import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NotificationBus } from '../scripts/driver/notification-bus.ts';
import { Office, optionsFromEnvironment } from '../scripts/driver/office.ts';
import { measureHistory } from './history.ts';
import { measureLine } from './line.ts';
import { measureMany } from './many.ts';
import { measurePeers } from './peers.ts';
import { measurePeople } from './people.ts';
import { type Figures, performancePage } from './performance-page.ts';
import { measureTransfers, type Scope } from './transfers.ts';

const known = ['small', 'large', 'memory', 'huge', 'ui', 'line', 'history', 'people', 'peers'];
const ofTransfers = new Set([null, 'small', 'large', 'memory', 'huge']);
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** @returns the exit code: 1 where a limit is broken */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ json: { type: 'boolean' }, quick: { type: 'boolean' }, page: { type: 'boolean' } },
      ...{ only: { type: 'string' }, profile: { type: 'string' } },
    },
  });
  const { only = null, quick = false, json = false, profile = null, page = false } = values;
  if (only !== null && !known.includes(only)) throw new Error(`--only knows ${known.join(', ')}`);
  const runDir = process.env.SEALPOST_RUN_DIR;
  if (!runDir) throw new Error('start this with: npm run bench');
  const wants = (part: string): boolean => only === part || (only === null && !quick);
  const office = async <T>(work: (office: Office) => Promise<T>): Promise<T> => {
    const opened = await Office.open(optionsFromEnvironment(mkdtempSync(join(runDir, 'office-'))));
    // A desktop answers what it is told; without one each call waits for a refusal.
    const desktop = await NotificationBus.start(opened.options.checkoutDir);
    try {
      return await work(opened);
    } finally {
      desktop.stop();
      await opened.close();
    }
  };
  // Each part has a Kafka of its own: what one leaves behind costs the next nothing.
  const figures: Figures = {};
  if (ofTransfers.has(only)) {
    const asked = { scope: (only ?? 'all') as Scope, quick, profile };
    Object.assign(figures, await office((opened) => measureTransfers(opened, runDir, asked, say)));
  }
  if (wants('ui')) {
    const pile = quick ? { documents: 100, people: 0 } : { documents: 1_000, people: 10 };
    figures.many = await office((opened) => measureMany(opened, runDir, pile, say));
  }
  if (wants('peers'))
    Object.assign(figures, await office((opened) => measurePeers(opened, runDir, quick, say)));
  if (wants('line')) figures.line = await office((opened) => measureLine(opened, runDir, say));
  if (only === 'people')
    figures.people = await office((opened) => measurePeople(opened, quick ? 1_000 : 10_000, say));
  const history = wants('history') ? await office((opened) => measureHistory(opened, say)) : null;
  if (history) figures.history = history.figures;
  if (json) process.stdout.write(`${JSON.stringify(figures)}\n`);
  if (page) process.stdout.write(performancePage(figures));
  return history && history.broken.length > 0 ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exit(1);
  },
);

import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Office, optionsFromEnvironment } from '../scripts/driver/office.ts';
import { measureHistory } from './history.ts';
import { measurePeople } from './people.ts';
import { measureTransfers, type Scope } from './transfers.ts';

const known = ['small', 'large', 'memory', 'history', 'people'];
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** @returns the exit code: 1 where a limit is broken */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      ...{ json: { type: 'boolean' }, quick: { type: 'boolean' } },
      ...{ only: { type: 'string' }, profile: { type: 'string' } },
    },
  });
  const { only = null, quick = false, json = false, profile = null } = values;
  if (only !== null && !known.includes(only)) throw new Error(`--only knows ${known.join(', ')}`);
  const runDir = process.env.SEALPOST_RUN_DIR;
  if (!runDir) throw new Error('start this with: npm run bench');
  const office = await Office.open(optionsFromEnvironment(join(runDir, 'office')));
  try {
    if (only === 'people') {
      const people = await measurePeople(office, quick ? 1_000 : 10_000, say);
      process.stdout.write(`${JSON.stringify(people)}\n`);
      return 0;
    }
    const scope = only === null ? 'all' : (only as Scope);
    const transfers =
      only === 'history' ? null : await measureTransfers(office, runDir, { scope, quick, profile }, say);
    const withHistory = only === 'history' || (only === null && !quick);
    const history = withHistory ? await measureHistory(office, say) : null;
    const figures = { ...transfers, ...(history ? { history: history.figures } : {}) };
    if (json) process.stdout.write(`${JSON.stringify(figures)}\n`);
    return history && history.broken.length > 0 ? 1 : 0;
  } finally {
    await office.close();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`bench: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    process.exit(1);
  },
);

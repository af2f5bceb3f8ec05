import { parseArgs } from 'node:util';
import { type Command, forms, type Values } from './command.ts';
import { commands } from './commands.ts';

/** How each command may reach its folder and its server besides what it needs. */
const always = ['security', 'secrets', 'password-file'];

const line = (name: string, { needs, takes = [] }: Command): string => {
  const needed = needs.map((one) => `--${one} ${forms[one]}`);
  const more = takes.map((one) => `[--${one} ${forms[one]}]`);
  return `npm run --silent organisation -- ${[name, ...needed, ...more].join(' ')}`;
};

const usage = `Usage:
${Object.entries(commands)
  .map(([name, command]) => `  ${line(name, command)}\n      ${command.says}`)
  .join('\n')}
Each takes --security FILE and --secrets FILE (JSON, docs/administration.md) for a secured server, and
--password-file FILE for the password of the organisation's keys.`;

async function main(): Promise<number> {
  const option = { type: 'string' } as const;
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: Object.fromEntries([...Object.keys(forms), ...always].map((name) => [name, option])),
  });
  const [name = ''] = positionals;
  const command = commands[name];
  if (!command) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const given = values as Values;
  const missing = command.needs.filter((one) => !given[one]);
  if (missing.length > 0) {
    process.stderr.write(
      `organisation: ${name} lacks ${missing.map((one) => `--${one}`).join(' and ')}.\n` +
        `  Run: ${line(name, command)}\n`,
    );
    return 2;
  }
  await command.run((one) => given[one] ?? '', given);
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`organisation: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);

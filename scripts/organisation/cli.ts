import { parseArgs } from 'node:util';
import { type Command, forms, type Values } from './command.ts';
import { commands } from './commands.ts';

const line = (name: string, { needs, takes = [] }: Command): string => {
  const needed = needs.map((one) => `--${one} ${forms[one]}`);
  const more = takes.map((one) => `[--${one}${one === 'print' ? '' : ` ${forms[one]}`}]`);
  return `npm run --silent organisation -- ${[name, ...needed, ...more].join(' ')}`;
};

const usage = `Usage:
${Object.entries(commands)
  .map(([name, command]) => `  ${line(name, command)}\n      ${command.says}`)
  .join('\n')}
  --server FILE [--secrets FILE] stands for --brokers where the servers want TLS or a sign-in (docs/administration.md);
  --password-file FILE names the file with the password of the organisation's keys`;

async function main(): Promise<number> {
  const option = { type: 'string' } as const;
  const named = [...Object.keys(forms)].map((name) => [name, option] as const);
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { ...Object.fromEntries(named), print: { type: 'boolean' } },
  });
  const given: Values = { ...(values as Values), print: values.print ? 'yes' : undefined };
  const [name = ''] = positionals;
  const command = commands[name];
  if (!command) {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  // A file says where the servers are, too.
  const missing = command.needs.filter((one) => !given[one] && !(one === 'brokers' && given.server));
  if (missing.length > 0) {
    process.stderr.write(
      `organisation: ${name} lacks ${missing.map((one) => `--${one}`).join(' and ')}.\n` +
        `  Run: ${line(name, command)}\n`,
    );
    return 2;
  }
  const code = await command.run((one) => given[one] ?? '', given);
  return typeof code === 'number' ? code : 0;
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

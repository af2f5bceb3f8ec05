/** One line of progress on standard error; standard output belongs to the command's result. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** A missing piece that the person can mend: one sentence and one remedy, no stack. */
export class Missing extends Error {
  constructor(sentence, remedy) {
    super(`${sentence}\n  ${remedy}`);
    this.name = 'Missing';
  }
}

/** Runs `main`; a Missing ends the process with its two lines, anything else with its stack. */
export async function runMain(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    say(error instanceof Missing ? error.message : (error?.stack ?? String(error)));
    process.exitCode = 1;
  }
}

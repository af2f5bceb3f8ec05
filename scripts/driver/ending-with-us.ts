import { existsSync } from 'node:fs';

const setpriv = '/usr/bin/setpriv';

/** The command, started so that the kernel ends it with us, whatever happens to us. */
export const endingWithUs = (command: readonly string[]): readonly string[] =>
  existsSync(setpriv) ? [setpriv, '--pdeathsig', 'KILL', ...command] : command;

import { readdirSync, readFileSync } from 'node:fs';

/** A process of the system, as far as the bench asks. */
export type Process = { readonly pid: number; readonly parent: number; readonly command: string };

/** Everything that `pid` started, directly or not. */
export function descendants(pid: number): readonly Process[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name): Process => {
      const parent = Number(/PPid:\s+(\d+)/.exec(textOf(`/proc/${name}/status`))?.[1] ?? 0);
      return { pid: Number(name), parent, command: commandOf(Number(name)) };
    });
  const found: Process[] = [];
  for (let front = [pid]; front.length > 0; ) {
    const next = all.filter(({ parent }) => front.includes(parent));
    found.push(...next);
    front = next.map((one) => one.pid);
  }
  return found;
}

const commandOf = (pid: number): string => textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');

/** What a file of `/proc` says; nothing where its process has ended. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

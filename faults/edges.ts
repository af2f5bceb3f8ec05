import { SqlDatabase, type SqlValue } from '../main/storage/database.ts';

/** At which side of a transaction's end a program dies: nothing of it is kept, or all of it and nothing after it. */
export type Side = 'before' | 'after';
export type Death = { readonly edge: string; readonly side: Side };

/**
 * Tells of each transaction that the journal makes, by what it changes: the edges between which a program can be
 * killed. One that is named is where it dies, as by a power cut of this one program.
 */
export class Edges {
  /** Where it dies next. */
  death: Death | null = null;
  readonly #saw: (edge: string) => void;
  #depth = 0;
  #changes = new Set<string>();

  constructor(saw: (edge: string) => void) {
    this.#saw = saw;
  }

  /** From now on, for every database of this process. */
  watch(): void {
    const { run, atomically, loosely } = SqlDatabase.prototype;
    const edges = this;
    SqlDatabase.prototype.run = function (sql, ...values) {
      const change = changeOf(sql, values);
      if (edges.#depth > 0) {
        edges.#changes.add(change);
        return run.call(this, sql, ...values);
      }
      edges.#reach(change, 'before');
      run.call(this, sql, ...values);
      edges.#reach(change, 'after');
    };
    const within = <T>(database: SqlDatabase, work: () => T): T => {
      if (edges.#depth > 0) return work();
      edges.#depth++;
      edges.#changes = new Set();
      let edge = '';
      try {
        // The first of all that happens once it is committed.
        database.afterCommit(() => edge !== '' && edges.#reach(edge, 'after'));
        const value = work();
        edge = [...edges.#changes].sort().join(' + ');
        if (edge !== '') edges.#reach(edge, 'before');
        return value;
      } finally {
        edges.#depth--;
      }
    };
    SqlDatabase.prototype.atomically = function <T>(work: () => T): T {
      return atomically.call(this, () => within(this, work)) as T;
    };
    SqlDatabase.prototype.loosely = function <T>(work: () => T): T {
      return loosely.call(this, () => within(this, work)) as T;
    };
  }

  #reach(edge: string, side: Side): void {
    if (this.death?.edge === edge && this.death.side === side) process.kill(process.pid, 'SIGKILL');
    if (side === 'before') this.#saw(edge);
  }
}

/** What a statement changes, without what differs from one transfer to the next. */
function changeOf(sql: string, values: readonly SqlValue[]): string {
  const [, verb = '', table = ''] =
    /^\s*(INSERT|UPDATE|DELETE)(?: OR \w+)?(?: INTO| FROM)?\s+(\w+)/.exec(sql) ?? [];
  if (table !== 'transfers' || verb === 'DELETE') {
    const columns = verb === 'UPDATE' ? ` ${/SET (\w+)/.exec(sql)?.[1]}` : '';
    return `${table} ${verb.toLowerCase()}${columns}`;
  }
  const json = values.find((value) => typeof value === 'string' && value.startsWith('{"'));
  const { direction, state, events } = JSON.parse(String(json)) as {
    readonly direction: string;
    readonly state: string;
    readonly events: readonly { readonly event: string }[];
  };
  return `${direction} ${state} by ${events.at(-1)?.event}`;
}

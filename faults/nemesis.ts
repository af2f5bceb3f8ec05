import type { Office } from '../scripts/driver/office.ts';
import type { Installation } from './installation.ts';
import type { Random } from './random.ts';

export type Field = {
  readonly office: Office;
  readonly installations: readonly Installation[];
  readonly random: Random;
};

/** Does harm, and has undone it when it resolves: whatever it met must come right by itself. */
export type Nemesis = (field: Field) => Promise<void>;

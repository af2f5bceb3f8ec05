import type { Comparison, RevocationReason } from '../../shared/registrar.ts';
import { AppendFile } from '../files/append-file.ts';

/** Who decided: the rule that renewals are answered without asking, a person at the screen, or the command line. */
export type DecidedBy = 'policy' | 'person' | 'command';

/** One act of a registrar. Times are milliseconds since 1970; `certificate` is base64 of DER. */
export type Act =
  | {
      readonly act: 'issued';
      readonly at: number;
      readonly destination: string;
      readonly kid: string;
      readonly certificate: string;
      readonly by: DecidedBy;
      readonly compared: Comparison | null;
    }
  | {
      readonly act: 'revoked';
      readonly at: number;
      readonly kid: string;
      /** Decimal. */
      readonly serial: string;
      readonly why: RevocationReason;
      readonly note: string;
    }
  | {
      readonly act: 'refused';
      readonly at: number;
      readonly destination: string;
      readonly kid: string;
      readonly reason: string;
    }
  /** A list of revoked certificates was numbered: no number is used twice, whatever became of the list. */
  | { readonly act: 'listed'; readonly at: number; readonly number: string };

type Of<Kind extends Act['act']> = Extract<Act, { readonly act: Kind }>;

/**
 * What a registrar did, in the order in which it was done: the file is the state, and an account for an auditor.
 * Nothing is handed out before the line that says so is on disk.
 */
export class Ledger {
  readonly #file: AppendFile;
  readonly #issued = new Map<string, Of<'issued'>>();
  readonly #revoked = new Map<string, Of<'revoked'>>();
  readonly #refused = new Map<string, Of<'refused'>>();
  #number = 0n;
  /** Lines that were taken. */
  #read = 0;

  constructor(path: string) {
    this.#file = new AppendFile(path);
    this.readOn();
  }

  /** Takes what was written to the file since, by this or another process; what is taken twice changes nothing. */
  readOn(): void {
    const lines = this.#file.lines();
    for (const line of lines.slice(this.#read)) this.#take(JSON.parse(line) as Act);
    this.#read = lines.length;
  }

  /** @throws the system's error: then it was not done */
  record(act: Act): void {
    this.#file.append(JSON.stringify(act));
    this.#take(act);
  }

  /** By the kid of the key. */
  get issued(): ReadonlyMap<string, Of<'issued'>> {
    return this.#issued;
  }

  /** By the kid of the key. */
  get revoked(): ReadonlyMap<string, Of<'revoked'>> {
    return this.#revoked;
  }

  /** The last refusal of each kid. */
  get refused(): ReadonlyMap<string, Of<'refused'>> {
    return this.#refused;
  }

  /** The highest number that a list of people's certificates has. */
  get listNumber(): bigint {
    return this.#number;
  }

  #take(act: Act): void {
    if (act.act === 'issued') this.#issued.set(act.kid, act);
    if (act.act === 'revoked') this.#revoked.set(act.kid, act);
    if (act.act === 'refused') this.#refused.set(act.kid, act);
    if (act.act === 'listed' && BigInt(act.number) > this.#number) this.#number = BigInt(act.number);
  }
}

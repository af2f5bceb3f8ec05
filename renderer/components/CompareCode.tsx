import { groupsOf } from '../text/format.ts';

const rowCount = 3;
const perRow = 4;

type Props = {
  /** 12 groups of 5 digits. */
  readonly code: string;
  /** How many rows are ticked, from the first on. */
  readonly ticked: number;
  readonly onTick: (rows: number) => void;
};

/** All rows of a code are ticked. */
export const isCompared = (ticked: number): boolean => ticked === rowCount;

/**
 * A code that is compared by voice: one who asked reads, the other listens. A row stays hidden until the
 * row above it is ticked, so that nobody ticks what was not read.
 */
export function CompareCode({ code, ticked, onTick }: Props) {
  const groups = groupsOf(code);
  return (
    <ol className="cmp">
      {Array.from({ length: rowCount }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place of a row is what it is
        <li key={row}>
          <Groups
            groups={groups.slice(row * perRow, (row + 1) * perRow)}
            first={row * perRow + 1}
            masked={row > ticked}
          />
          <label className="tick">
            <input
              type="checkbox"
              checked={row < ticked}
              disabled={row > ticked}
              onChange={() => onTick(row < ticked ? row : row + 1)}
            />
            <span>{`Row ${row + 1} is the same`}</span>
          </label>
        </li>
      ))}
    </ol>
  );
}

type GroupsProps = {
  readonly groups: readonly string[];
  /** The number of the first group. */
  readonly first: number;
  readonly masked?: boolean;
};

/** Groups of a code with small ordinals, to be read aloud: "group five". What is masked is not on the page. */
export function Groups({ groups, first, masked = false }: GroupsProps) {
  return (
    <ol className={masked ? 'fp masked' : 'fp'}>
      {groups.map((group, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two groups may be equal, and their place is what they are
        <li key={index}>
          <span className="k" aria-hidden="true">
            {first + index}
          </span>
          <span aria-hidden="true">{masked ? '•••••' : group}</span>
          <span className="sr">
            {masked
              ? `Group ${first + index}: hidden until the row above is ticked`
              : `Group ${first + index}: ${[...group].join(' ')}`}
          </span>
        </li>
      ))}
    </ol>
  );
}

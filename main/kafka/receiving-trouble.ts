import type { ConnectionTrouble } from '../../shared/connection.ts';
import { ConnectionLost, PublishRefused, TopicUnavailable } from '../transfers/ports.ts';
import { causes, translate } from './kafka-failures.ts';
import { TopicNotMade, WrongPartitions } from './topics.ts';

const full: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL']);

/** Why the own inbox is not read, by what stopped reading it. */
export function receivingTrouble(error: unknown): ConnectionTrouble {
  const because = (why: Extract<ConnectionTrouble, { flow: 'receiving' }>['why']): ConnectionTrouble => ({
    flow: 'receiving',
    why,
  });
  const chain = causes(error);
  if (chain.some((one) => one instanceof WrongPartitions)) return because('partitions');
  if (chain.some(({ code }) => full.has(code))) return because('disk-full');
  const failure = translate(error);
  const isMade = !chain.some((one) => one instanceof TopicNotMade);
  if (failure instanceof PublishRefused)
    return because(failure.why === 'not-allowed' && isMade ? 'not-allowed' : 'cannot-be-made');
  if (failure instanceof TopicUnavailable) return because('unavailable');
  return because(failure instanceof ConnectionLost ? 'no-answer' : 'fault');
}

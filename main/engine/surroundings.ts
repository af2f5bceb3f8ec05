import { offlineSince } from '../../shared/connection.ts';
import type { Surroundings as All } from '../transfers/log/transfer-log.ts';
import type { Engine } from './engine.ts';

/** All but what the journal knows of itself. */
export type Surroundings = Omit<All, 'driveFailsSince'>;

type Parts = Pick<Engine, 'bus' | 'clockCheck' | 'recipientInboxes'>;

const isConnected = (engine: Parts | null): boolean => engine?.bus.state().kind === 'connected';

/** What a running engine tells the list of the moment; null while none runs. */
export const surroundingsOf = (engine: Parts | null): Surroundings => ({
  isConnected: isConnected(engine),
  offlineSince: engine ? offlineSince(engine.bus.state()) : null,
  // Without a connection nobody can say whether a clock that was set, or slept, is wrong.
  clockBlocks: (isConnected(engine) ? engine?.clockCheck.blocks : engine?.clockCheck.isDaysWrong) ?? false,
  retentionOf: (destination) => engine?.recipientInboxes.limitsOf(destination)?.retention ?? null,
});

import { offlineSince } from '../../shared/connection.ts';
import type { Surroundings as All } from '../transfers/log/transfer-log.ts';
import type { Engine } from './engine.ts';

/** All but what the journal knows of itself. */
export type Surroundings = Omit<All, 'driveFailsSince'>;

type Parts = Pick<Engine, 'bus' | 'clockCheck' | 'recipientInboxes'>;

/** What a running engine tells the list of the moment; null while none runs. */
export const surroundingsOf = (engine: Parts | null): Surroundings => ({
  isConnected: engine?.bus.state().kind === 'connected',
  offlineSince: engine ? offlineSince(engine.bus.state()) : null,
  clockBlocks: engine?.clockCheck.blocks ?? false,
  retentionOf: (destination) => engine?.recipientInboxes.limitsOf(destination)?.retention ?? null,
});

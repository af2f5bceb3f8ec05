import type { Office } from '../../scripts/driver/office.ts';
import { closePair, openPair, send } from '../pair.ts';
import type { Peer } from './peer.ts';

/** Sealpost itself, as `npm run bench` times it elsewhere: from the click on Send to Delivered. */
export async function openSealpost(office: Office): Promise<Peer> {
  const pair = await openPair(office);
  return {
    name: 'sealpost',
    trials: 5,
    folder: null,
    bring: async (path) => (await send(pair, path)).seconds,
    close: () => closePair(pair),
  };
}

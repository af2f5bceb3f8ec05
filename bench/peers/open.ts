import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Office } from '../../scripts/driver/office.ts';
import { openAs2 } from './as2.ts';
import { openCroc } from './croc.ts';
import type { Peer, PeerName } from './peer.ts';
import { openRsync } from './rsync.ts';
import { openSealpost } from './sealpost.ts';
import { openWormhole } from './wormhole.ts';

/** What `scripts/lib/peers-install.mjs` found: where the program is, or why it is not here. */
export type Found = { readonly path: string } | { readonly missing: string };

/** @param found as SEALPOST_PEERS says it */
export const foundPeers = (found: string | undefined): Readonly<Partial<Record<PeerName, Found>>> =>
  found === undefined ? {} : JSON.parse(found);

/** Starts a peer with everything it needs below `dir`. */
export async function openPeer(name: PeerName, path: string, dir: string, office: Office): Promise<Peer> {
  const { checkoutDir } = office.options;
  const own = join(dir, name);
  mkdirSync(own, { recursive: true, mode: 0o700 });
  switch (name) {
    case 'sealpost':
      return openSealpost(office);
    case 'as2':
      return openAs2(path, own, checkoutDir);
    case 'rsync':
      return openRsync(path, own);
    case 'wormhole':
      return openWormhole(path, own, checkoutDir);
    case 'croc':
      return openCroc(path, own);
  }
}

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Office } from '../scripts/driver/office.ts';
import { type DocumentKind, makeDocument } from './documents.ts';
import { type Times, timesOf, timesText } from './figures.ts';
import { empty, sha256, takeArrived } from './peers/arrived.ts';
import { foundPeers, openPeer } from './peers/open.ts';
import { type Peer, type PeerName, peerNames } from './peers/peer.ts';
import { GiB, KiB, MiB, sizeText } from './sizes.ts';

const kinds: readonly DocumentKind[] = ['text', 'incompressible'];
type Plan = readonly (readonly [bytes: number, times: number])[];
/** Size and how often it is brought: the median counts. */
const whole: Plan = [
  [KiB, 11],
  [50 * KiB, 11],
  [MiB, 7],
  [100 * MiB, 3],
  [GiB, 1],
];
const quickly: Plan = [
  [KiB, 3],
  [MiB, 3],
];

export type PeerResult = Times & {
  readonly peer: PeerName;
  readonly kind: DocumentKind;
  readonly bytes: number;
};
/** `of` is the document that a peer failed to bring; null where it brought none. */
export type NotTimed = { readonly peer: PeerName; readonly of: string | null; readonly why: string };

export type PeerFigures = {
  readonly peers: readonly PeerResult[];
  readonly peersNotTimed: readonly NotTimed[];
};

type Say = (line: string) => void;

/** The same documents brought by Sealpost and by the programs it is compared with, in turn. */
export async function measurePeers(
  office: Office,
  dir: string,
  quick: boolean,
  say: Say,
): Promise<PeerFigures> {
  const documentsDir = join(dir, 'peer-documents');
  mkdirSync(documentsDir);
  const peersNotTimed: NotTimed[] = [];
  const leaveOut = (one: NotTimed): void => {
    peersNotTimed.push(one);
    say(`${one.peer} is not timed${one.of === null ? '' : ` with ${one.of}`}: ${one.why}`);
  };
  const able = await openAll(office, dir, documentsDir, leaveOut);
  const peers: PeerResult[] = [];
  try {
    for (const kind of kinds) {
      for (const [bytes, times] of quick ? quickly : whole) {
        const path = join(documentsDir, `${kind}-${bytes}.bin`);
        await makeDocument(path, kind, bytes);
        const failed = (peer: PeerName, why: string): void =>
          leaveOut({ peer, of: `${kind}, ${sizeText(bytes)}`, why });
        for (const [peer, seconds] of await timeInTurn(able, path, times, failed)) {
          const result = { peer, kind, bytes, ...timesOf(seconds) };
          peers.push(result);
          say(lineOf(result));
        }
        rmSync(path);
      }
    }
  } finally {
    await Promise.all(able.map((peer) => peer.close()));
  }
  return { peers, peersNotTimed };
}

/**
 * One after the other and again from the first: what else the computer does meanwhile meets all alike.
 * Where a document is brought several times, the first time does not count.
 */
async function timeInTurn(
  peers: readonly Peer[],
  path: string,
  times: number,
  failed: (peer: PeerName, why: string) => void,
): Promise<ReadonlyMap<PeerName, readonly number[]>> {
  const hash = await sha256(path);
  const seconds = new Map<PeerName, number[]>(peers.map(({ name }) => [name, []]));
  for (let turn = times > 1 ? -1 : 0; turn < times; turn++) {
    for (const peer of peers) {
      const own = seconds.get(peer.name);
      if (!own) continue;
      try {
        const took = await bringWhole(peer, path, hash);
        if (turn >= 0) own.push(took);
      } catch (error) {
        seconds.delete(peer.name);
        if (peer.folder !== null) empty(peer.folder);
        failed(peer.name, reasonOf(error));
      }
    }
  }
  return seconds;
}

async function bringWhole(peer: Peer, path: string, hash: string): Promise<number> {
  const took = await peer.bring(path);
  if (peer.folder !== null) await takeArrived(peer.folder, hash);
  return took;
}

/** Those that are here and bring a small document. */
async function openAll(
  office: Office,
  dir: string,
  documentsDir: string,
  leaveOut: (one: NotTimed) => void,
): Promise<readonly Peer[]> {
  const trial = join(documentsDir, 'trial.bin');
  await makeDocument(trial, 'incompressible', KiB);
  const hash = await sha256(trial);
  const found = { sealpost: { path: '' }, ...foundPeers(process.env.SEALPOST_PEERS) };
  const able: Peer[] = [];
  for (const name of peerNames) {
    const at = found[name] ?? { missing: 'it was not looked for' };
    if ('missing' in at) {
      leaveOut({ peer: name, of: null, why: at.missing });
      continue;
    }
    let peer: Peer | null = null;
    try {
      peer = await openPeer(name, at.path, join(dir, 'peers'), office);
      for (let i = 0; i < peer.trials; i++) await bringWhole(peer, trial, hash);
      able.push(peer);
    } catch (error) {
      await peer?.close();
      // Without Sealpost there is nothing to compare.
      if (name === 'sealpost') throw error;
      leaveOut({ peer: name, of: null, why: reasonOf(error) });
    }
  }
  return able;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message.trim() : String(error));

const lineOf = ({ peer, kind, bytes, ...times }: PeerResult): string =>
  `${peer.padEnd(9)} ${kind.padEnd(15)} ${String(bytes).padStart(11)} bytes  ${timesText(times)}`;

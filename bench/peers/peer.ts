/** How a peer is named in the figures. */
export type PeerName = 'sealpost' | 'as2' | 'rsync' | 'wormhole' | 'croc';

export const peerNames: readonly PeerName[] = ['sealpost', 'as2', 'rsync', 'wormhole', 'croc'];

/** A program that brings documents to somebody else, here to another folder of the same computer. */
export type Peer = {
  readonly name: PeerName;
  /** How many small documents it brings before any is timed; what runs in a JVM gets faster for long. */
  readonly trials: number;
  /** Where documents arrive, to be looked at; null where the program itself proves that they are whole. */
  readonly folder: string | null;
  /** Resolves to the seconds until the sender knows that the document arrived. */
  bring(path: string): Promise<number>;
  close(): Promise<void>;
};

/** Seconds that the work takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return (performance.now() - from) / 1000;
}

import type { PeerName } from './peers/peer.ts';
import type { NotTimed, PeerFigures, PeerResult } from './peers.ts';
import { KiB, sizeText } from './sizes.ts';
import { table } from './table.ts';

const others = ['as2', 'rsync', 'wormhole', 'croc'] as const;
const called: Readonly<Record<PeerName, string>> = {
  sealpost: 'Sealpost',
  as2: 'AS2',
  rsync: 'rsync',
  wormhole: 'wormhole',
  croc: 'croc',
};

/** The section of the page that sets Sealpost beside other programs; nothing where they were not timed. */
export function peersPage({ peers = [], peersNotTimed = [] }: Partial<PeerFigures>): readonly string[] {
  if (peers.length === 0) return [];
  const documents = peers.filter(({ peer }) => peer === 'sealpost');
  const rows = documents.map((own) => {
    const theirs = others.map((name) => secondsOf(peers, name, own));
    return [
      ...[own.kind, sizeText(own.bytes), own.seconds.toFixed(3)],
      ...theirs.map((seconds) => seconds?.toFixed(3) ?? '–'),
      ...theirs.map((seconds) => (seconds ? (own.seconds / seconds).toFixed(2) : '–')),
    ];
  });
  return [
    '## Beside others',
    'Medians in seconds, in turn in one run, a connection for each document: Sealpost from the click on Send to a verified Delivered; AS2 (as2-lib, in two JVMs that stay) until the signed receipt is verified; `rsync` over ssh until it has ended; magic-wormhole until both sides have ended, with a code that both know; croc likewise, over a relay on this computer, which neither side has to look for. Then how many times as long Sealpost takes: below 1 it is the faster one. Only Sealpost waits until the document is on the disk.',
    table(
      [
        ...['document', 'size', 'Sealpost', ...others.map((name) => called[name])],
        ...others.map((name) => `to ${called[name]}`),
      ],
      rows,
    ),
    ...pileOverAs2(peers),
    ...peersNotTimed.map(notTimedText),
  ];
}

const secondsOf = (
  peers: readonly PeerResult[],
  name: PeerName,
  { kind, bytes }: PeerResult,
): number | undefined =>
  peers.find((one) => one.peer === name && one.kind === kind && one.bytes === bytes)?.seconds;

/** It has one document on the way at a time, so that many of them take as many times as long. */
function pileOverAs2(peers: readonly PeerResult[]): readonly string[] {
  const one = peers.find(
    ({ peer, kind, bytes }) => peer === 'as2' && kind === 'incompressible' && bytes === 50 * KiB,
  );
  if (!one) return [];
  return [
    `1,000 documents of 50 KiB over AS2, one connection after the other: ${(one.seconds * 1000).toFixed(1)} s, 1,000 times the median of one.`,
  ];
}

const notTimedText = ({ peer, of, why }: NotTimed): string =>
  `Not timed: ${called[peer]}${of === null ? '' : ` (${of})`}. ${withoutOutput(why)}`;

/** What a program said when it failed names folders of this computer, and draws its progress over itself. */
const withoutOutput = (why: string): string =>
  why.startsWith('Command failed')
    ? 'It failed; the output of the bench says how.'
    : why.replaceAll(/\s*\n\s*/g, ' ');

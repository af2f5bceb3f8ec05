import { expect, it } from 'vitest';
import type { PeerResult } from './peers.ts';
import { peersPage } from './peers-page.ts';

const result = (peer: PeerResult['peer'], bytes: number, seconds: number): PeerResult => ({
  ...{ peer, kind: 'incompressible', bytes, seconds },
  spread: [seconds, seconds],
});

it('is nothing where no peer was timed', () => {
  expect(peersPage({})).toEqual([]);
});

it('says how many times as long Sealpost takes, and a dash where a peer brought none', () => {
  const page = peersPage({
    peers: [
      ...[result('sealpost', 1024, 0.1), result('as2', 1024, 0.05), result('wormhole', 1024, 2)],
      ...[result('sealpost', 1024 ** 2, 0.12), result('rsync', 1024 ** 2, 0.24)],
    ],
    peersNotTimed: [],
  });
  expect(page.at(-1)?.split('\n').slice(2)).toEqual([
    '| incompressible | 1 KiB | 0.100 | 0.050 | – | 2.000 | – | 2.00 | – | 0.05 | – |',
    '| incompressible | 1 MiB | 0.120 | – | 0.240 | – | – | – | 0.50 | – | – |',
  ]);
});

it('takes 1,000 documents over AS2 from the median of one', () => {
  const page = peersPage({ peers: [result('as2', 50 * 1024, 0.0234)], peersNotTimed: [] });
  expect(page.at(-1)).toContain('23.4 s');
});

it('says what was not timed, and why, in one line', () => {
  const why = 'Timing croc needs croc 10.7.0 on PATH, or Go to build it.\n  Install Go.';
  const page = peersPage({
    peers: [result('sealpost', 1024, 0.1)],
    peersNotTimed: [
      { peer: 'croc', of: null, why },
      { peer: 'as2', of: 'text, 1 GiB', why: 'AS2: failed' },
    ],
  });
  expect(page.slice(-2)).toEqual([
    'Not timed: croc. Timing croc needs croc 10.7.0 on PATH, or Go to build it. Install Go.',
    'Not timed: AS2 (text, 1 GiB). AS2: failed',
  ]);
});

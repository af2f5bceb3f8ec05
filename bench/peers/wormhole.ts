import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../scripts/driver/kafka-node.ts';
import { bothSides, command } from './command.ts';
import { type Peer, secondsOf } from './peer.ts';
import { Server } from './server.ts';

const python = '/usr/bin/python3';

/**
 * magic-wormhole with a mailbox server of our own, and a code that both sides know beforehand: nobody waits
 * for somebody who types. The sides connect directly, so no relay is needed.
 */
export async function openWormhole(packages: string, dir: string, checkoutDir: string): Promise<Peer> {
  const folder = join(dir, 'arrived');
  mkdirSync(folder, { recursive: true });
  const [port = 0] = await freePorts(1);
  const environment = { PYTHONPATH: packages };
  const mailbox = ['wormhole-mailbox', '--port', `tcp:${port}:interface=127.0.0.1`];
  const server = await Server.start(
    [python, '-m', 'twisted', ...mailbox, '--channel-db', join(dir, 'mailbox.sqlite')],
    port,
    join(dir, 'mailbox.log'),
    { environment },
  );
  const wormhole = (args: readonly string[], signal: AbortSignal): Promise<void> =>
    command(
      python,
      [
        join(checkoutDir, 'bench', 'peers', 'wormhole_on_loopback.py'),
        ...['--relay-url', `ws://127.0.0.1:${port}/v1`, '--transit-helper', ''],
        ...args,
      ],
      { environment, signal },
    );
  let count = 0;
  return {
    name: 'wormhole',
    trials: 1,
    folder,
    bring: (path) => {
      const code = `${++count}-bench-document`;
      const quiet = '--hide-progress';
      return secondsOf(() =>
        bothSides(
          (signal) => wormhole(['send', quiet, '--no-qr', '--code', code, path], signal),
          (signal) => wormhole(['receive', quiet, '--accept-file', '--output-file', folder, code], signal),
        ),
      );
    },
    close: () => server.stop(),
  };
}

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../scripts/driver/kafka-node.ts';
import { bothSides, command } from './command.ts';
import { type Peer, secondsOf } from './peer.ts';
import { Server } from './server.ts';

/** croc with a relay of our own, and a code that both sides know beforehand. It looks for nobody in the network. */
export async function openCroc(croc: string, dir: string): Promise<Peer> {
  const folder = join(dir, 'arrived');
  mkdirSync(folder, { recursive: true });
  const [port = 0, other = 0] = await freePorts(2);
  const relay = ['--relay', `127.0.0.1:${port}`];
  const server = await Server.start(
    [croc, 'relay', '--host', '127.0.0.1', '--ports', `${port},${other}`],
    port,
    join(dir, 'relay.log'),
  );
  let count = 0;
  return {
    name: 'croc',
    trials: 1,
    folder,
    bring: (path) => {
      // Other users of the computer see arguments: on Unix croc takes the code from its environment alone.
      const environment = { CROC_SECRET: `${1000 + ++count}-bench-document` };
      return secondsOf(() =>
        bothSides(
          (signal) => command(croc, [...relay, 'send', '--no-local', path], { environment, signal }),
          (signal) => command(croc, ['--yes', ...relay, '--out', folder], { environment, signal }),
        ),
      );
    },
    close: () => server.stop(),
  };
}

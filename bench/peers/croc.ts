import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../scripts/driver/kafka-node.ts';
import { bothSides, command } from './command.ts';
import { type Peer, secondsOf } from './peer.ts';
import { Server } from './server.ts';

// For 127.0.0.1 croc's relay listens on every address of the computer, not so for its neighbour on loopback.
const host = '127.0.0.2';
// As many as a relay has where nobody says how many: one for the talk, four for the document.
const portCount = 5;

/**
 * croc with a relay of our own, and a code that both sides know beforehand. It looks for nobody in the network;
 * whenever it starts, it asks for the address of its public relay, and then does without.
 */
export async function openCroc(croc: string, dir: string): Promise<Peer> {
  const folder = join(dir, 'arrived');
  mkdirSync(folder, { recursive: true });
  const ports = await freePorts(portCount);
  const [port = 0] = ports;
  const relay = `${host}:${port}`;
  const server = await Server.start(
    [croc, 'relay', '--host', host, '--ports', ports.join(',')],
    port,
    join(dir, 'relay.log'),
    { host },
  );
  // It would read the document from a standard input that is no terminal, and copies the code for a person.
  const quietly = ['--ignore-stdin', '--disable-clipboard'];
  let count = 0;
  const once = (path: string): Promise<number> => {
    // Other users of the computer see arguments: on Unix croc takes the code from its environment alone.
    const environment = { CROC_SECRET: `${1000 + ++count}-bench-document` };
    const send = ['--relay', relay, ...quietly, 'send', '--no-local', path];
    // Told the address of the other side, it neither calls for it in the network nor asks for others.
    const receive = ['--yes', '--ip', relay, '--out', folder];
    return secondsOf(() =>
      bothSides(
        (signal) => command(croc, send, { environment, signal }),
        (signal) => command(croc, receive, { environment, signal }),
      ),
    );
  };
  return {
    name: 'croc',
    trials: 1,
    folder,
    // Where the recipient comes to the relay in the wrong moment, the sender ends: once more is enough.
    bring: (path) => once(path).catch(() => once(path)),
    close: () => server.stop(),
  };
}

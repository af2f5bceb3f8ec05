import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePorts } from '../../scripts/driver/kafka-node.ts';
import { command } from './command.ts';
import { LineProgram } from './line-program.ts';
import type { Peer } from './peer.ts';

/** Of the key store, which is made for a run and removed with it; As2Peer.java knows it. */
const password = 'bench-only';
/** Until the compiler of the JVM has done its work. */
const trials = 100;

/** AS2 over as2-lib: a sender and a receiver that stay, each in a JVM, and a connection for each document. */
export async function openAs2(jars: string, dir: string, checkoutDir: string): Promise<Peer> {
  const folder = join(dir, 'arrived');
  mkdirSync(folder, { recursive: true });
  const [port = 0] = await freePorts(1);
  const keys = join(dir, 'keys.p12');
  for (const side of ['sender', 'receiver'])
    await command('keytool', [
      ...['-genkeypair', '-alias', side, '-dname', `CN=${side}`, '-keyalg', 'RSA', '-keysize', '2048'],
      ...['-validity', '30', '-storetype', 'PKCS12', '-keystore', keys, '-storepass', password],
    ]);
  const java = (args: readonly string[], log: string): Promise<LineProgram> =>
    LineProgram.start(
      [
        ...['java', '-XX:-UsePerfData', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn'],
        ...['-cp', join(jars, '*'), join(checkoutDir, 'bench', 'peers', 'As2Peer.java'), ...args],
      ],
      join(dir, log),
    );
  const receiver = await java(['receive', keys, String(port), folder], 'receiver.log');
  const sender = await java(['send', keys, String(port)], 'sender.log');
  return {
    name: 'as2',
    trials,
    folder,
    bring: async (path) => {
      const said = await sender.ask(path);
      const seconds = Number(said);
      if (!(seconds > 0)) throw new Error(`AS2: ${said}`);
      return seconds;
    },
    close: async () => void (await Promise.all([sender.end(), receiver.end()])),
  };
}

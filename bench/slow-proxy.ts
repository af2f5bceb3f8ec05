import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** An HTTP proxy on loopback that lets so many bytes a second through to the servers. */
export async function slowProxy(bytesPerSecond: number): Promise<{ readonly port: number; close(): void }> {
  const sockets = new Set<Socket>();
  let free = Date.now();
  /** All lines share the speed, as they share a cable. */
  const passes = (bytes: number): Promise<void> => {
    const now = Date.now();
    free = Math.max(now, free) + (bytes / bytesPerSecond) * 1_000;
    return new Promise((resolve) => setTimeout(resolve, Math.max(0, free - now - 5)));
  };
  const server = createServer();
  server.on('connect', ({ url = '' }, client: Socket, head: Buffer) => {
    const { hostname, port } = new URL(`http://${url}`);
    const target = connect({ host: hostname, port: Number(port), noDelay: true });
    for (const socket of [client, target]) sockets.add(socket);
    client.setNoDelay(true);
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    target.write(head);
    const slow = new Transform({
      transform: (chunk: Buffer, _, done) => void passes(chunk.length).then(() => done(null, chunk)),
    });
    // Whichever side ends first, the other goes with it.
    for (const way of [pipeline(client, slow, target), pipeline(target, client)]) way.catch(() => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

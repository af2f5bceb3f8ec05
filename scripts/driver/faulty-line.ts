import { createServer as createHttpServer } from 'node:http';
import { connect, createServer, type Server, Socket } from 'node:net';

/** Kinds of requests by their number in Kafka's protocol. */
export const apiKeys = { produce: 0, fetch: 1, metadata: 3, offsetCommit: 8, heartbeat: 12 } as const;

/** How a line in TLS begins (RFC 8446, section 5.1). A request in clear begins with its length, which is no such number. */
const tlsHandshake = 0x16;

/** What happens to a request of one kind, and to all that follows on its connection. */
export type Fault = 'swallow' | 'take-and-hang-up';

/**
 * A line to a Kafka that fails by the kind of request: everything else goes through, as it does where
 * one socket of a client dies alone, or a broker takes a record and its answer is lost.
 */
export class FaultyLine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #faults = new Map<number, { fault: Fault; times: number }>();
  #isHeld = false;
  /** How often a fault struck. */
  struck = 0;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async to(broker: string): Promise<FaultyLine> {
    const [host = '', port = ''] = broker.split(':');
    const server = createServer();
    const line = new FaultyLine(server);
    server.on('connection', (client) => line.#join(client, new Socket().connect(Number(port), host)));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  /** An HTTP proxy: lines to whichever server is asked for, as clients behind a proxy ask. */
  static async proxy(): Promise<FaultyLine> {
    const server = createHttpServer();
    const line = new FaultyLine(server);
    server.on('connect', ({ url = '' }, client: Socket, head: Buffer) => {
      const { hostname, port } = new URL(`http://${url}`);
      const broker = connect(Number(port), hostname, () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      });
      line.#join(client, broker);
      if (head.length > 0) client.unshift(head);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return line;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  /** From now on, and so often. */
  fail(apiKey: number, fault: Fault, times = Number.POSITIVE_INFINITY): void {
    this.#faults.set(apiKey, { fault, times });
  }

  mend(): void {
    this.#faults = new Map();
  }

  /** Ends every connection that there is. */
  breakOff(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Nothing goes through any more in either direction, and nobody is told; until `release`. */
  hold(): void {
    this.#isHeld = true;
    for (const socket of this.#sockets) socket.pause();
  }

  release(): void {
    this.#isHeld = false;
    for (const socket of this.#sockets) socket.resume();
  }

  close(): void {
    this.#server.close();
    this.breakOff();
  }

  #join(client: Socket, broker: Socket): void {
    let state: 'open' | 'silent' | 'answer-lost' = 'open';
    let unread = Buffer.alloc(0);
    for (const socket of [client, broker]) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        broker.destroy();
      });
    }
    let isEncrypted: boolean | null = null;
    client.on('data', (bytes) => {
      if (state === 'silent') return;
      // Of what is encrypted no request can be told from another: all of it goes through.
      isEncrypted ??= bytes[0] === tlsHandshake;
      if (isEncrypted) {
        broker.write(bytes);
        return;
      }
      unread = Buffer.concat([unread, bytes]);
      while (unread.length >= 6 && unread.length >= 4 + unread.readInt32BE(0)) {
        const end = 4 + unread.readInt32BE(0);
        const request = unread.subarray(0, end);
        unread = unread.subarray(end);
        const fault = this.#strike(request.readInt16BE(4));
        if (fault === 'swallow') {
          state = 'silent';
          return;
        }
        if (fault === 'take-and-hang-up') state = 'answer-lost';
        broker.write(request);
      }
    });
    broker.on('data', (bytes) => {
      if (state === 'open') client.write(bytes);
      else if (state === 'answer-lost') client.destroy();
    });
    if (this.#isHeld) for (const socket of [client, broker]) socket.pause();
  }

  #strike(apiKey: number): Fault | null {
    const one = this.#faults.get(apiKey);
    if (!one || one.times <= 0) return null;
    one.times--;
    this.struck++;
    return one.fault;
  }
}

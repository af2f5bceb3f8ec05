import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export type ProxySignIn = { readonly username: string; readonly password: string };

/** A proxy on loopback that can be told to refuse, and knows which servers it was asked for. */
export type TestProxy = {
  readonly port: number;
  /** `host:port` of every tunnel that was asked for. */
  readonly asked: readonly string[];
  /** What is refused from now on; null: nothing. */
  refuses: 'everything' | null;
  signIn: ProxySignIn | null;
  /** Ends every tunnel. */
  breakOff(): void;
  close(): void;
};

/** It listens nowhere yet. */
const newProxy = (asked: readonly string[]): TestProxy => ({
  ...{ port: 0, asked, refuses: null, signIn: null },
  breakOff: () => {},
  close: () => {},
});

type Reached = (socket: Socket) => void;

function tunnel(target: { host: string; port: number }, reached: Reached, failed: () => void): void {
  const socket = connect(target);
  socket.once('error', failed);
  socket.once('connect', () => {
    socket.off('error', failed);
    reached(socket);
  });
}

function join(a: Socket, b: Socket): void {
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
    from.pipe(to);
  }
}

async function listening(
  server: Server,
  sockets: Set<Socket>,
): Promise<Pick<TestProxy, 'port' | 'breakOff' | 'close'>> {
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakOff = (): void => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const close = (): void => {
    server.close();
    breakOff();
  };
  return { port: (server.address() as AddressInfo).port, breakOff, close };
}

/** Takes CONNECT, with Basic sign-in where `signIn` says so. */
export async function httpProxy(): Promise<TestProxy> {
  const asked: string[] = [];
  const server = createHttpServer((_request, response) => response.writeHead(400).end());
  const proxy = newProxy(asked);
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    client.on('error', () => client.destroy());
    asked.push(url);
    const answer = (line: string): void => void client.end(`HTTP/1.1 ${line}\r\n\r\n`);
    const { signIn } = proxy;
    const wanted =
      signIn && `Basic ${Buffer.from(`${signIn.username}:${signIn.password}`).toString('base64')}`;
    if (wanted && headers['proxy-authorization'] !== wanted)
      return answer('407 Proxy Authentication Required');
    if (proxy.refuses) return answer('403 Forbidden');
    const { hostname, port } = new URL(`http://${url}`);
    tunnel(
      { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) },
      (socket) => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        join(client, socket);
      },
      () => answer('502 Bad Gateway'),
    );
  });
  return Object.assign(proxy, await listening(server, new Set()));
}

/** SOCKS5 (RFC 1928), with name and password (RFC 1929) where `signIn` says so. */
export async function socksProxy(): Promise<TestProxy> {
  const asked: string[] = [];
  const proxy = newProxy(asked);
  const server = createServer((client) => {
    client.on('error', () => client.destroy());
    void serveSocks(client, proxy, asked).catch(() => client.destroy());
  });
  return Object.assign(proxy, await listening(server, new Set()));
}

async function serveSocks(client: Socket, proxy: TestProxy, asked: string[]): Promise<void> {
  const next = (): Promise<Buffer> => new Promise((resolve) => client.once('data', resolve));
  const methods = [...(await next()).subarray(2)];
  const method = proxy.signIn ? 2 : 0;
  if (!methods.includes(method)) return void client.end(Buffer.from([5, 0xff]));
  client.write(Buffer.from([5, method]));
  if (proxy.signIn) {
    const bytes = await next();
    const name = bytes.subarray(2, 2 + (bytes[1] ?? 0)).toString();
    const password = bytes.subarray(3 + name.length).toString();
    const isRight = name === proxy.signIn.username && password === proxy.signIn.password;
    if (!isRight) return void client.end(Buffer.from([1, 1]));
    client.write(Buffer.from([1, 0]));
  }
  const request = await next();
  const host =
    request[3] === 3
      ? request.subarray(5, 5 + (request[4] ?? 0)).toString()
      : request[3] === 1
        ? request.subarray(4, 8).join('.')
        : (request.subarray(4, 20).toString('hex').match(/.{4}/g) ?? []).join(':');
  const target = { host, port: request.readUInt16BE(request.length - 2) };
  asked.push(`${host}:${target.port}`);
  const answer = (code: number): Buffer => Buffer.from([5, code, 0, 1, 0, 0, 0, 0, 0, 0]);
  if (proxy.refuses) return void client.end(answer(2));
  tunnel(
    target,
    (socket) => {
      client.write(answer(0));
      join(client, socket);
    },
    () => void client.end(answer(5)),
  );
}

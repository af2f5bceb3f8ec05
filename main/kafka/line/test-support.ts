import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import {
  keyPemOf,
  makeAuthority,
  makeCertificate,
  pemOf,
  type TestCertificate,
} from '../../../scripts/driver/test-certificates.ts';
import { openSecurity, type ServerSecurity } from '../../../shared/server-access.ts';

export const authority = makeAuthority('the company');
export const stranger = makeAuthority('somebody else');

export const secured = (more: Partial<ServerSecurity> = {}): ServerSecurity => ({
  ...openSecurity,
  tls: { authorities: [authority.certificate.toString('base64')], clientCertificate: false },
  ...more,
});

/** A certificate of a server on loopback. */
export const serverCertificate = (more: object = {}, by = authority): TestCertificate =>
  makeCertificate({ name: 'server', names: ['localhost'], addresses: ['127.0.0.1', '::1'], ...more }, by);

type Talk = (socket: Socket) => void;
const open: { readonly server: Server; readonly sockets: Set<Socket> }[] = [];

/** Answers the first request as a Kafka that is asked for its versions does. */
export const likeKafka: Talk = (socket) =>
  socket.on('data', (bytes) => {
    const answer = Buffer.alloc(14);
    answer.writeInt32BE(10, 0);
    bytes.copy(answer, 4, 8, 12);
    socket.write(answer);
  });

/** What a Java server does with the first bytes of TLS on a port in clear: it takes them for a huge size. */
export const likeKafkaInClear: Talk = (socket) =>
  socket.once('data', (bytes) => (bytes[0] === 0x16 ? socket.destroy() : likeKafkaFrom(socket, bytes)));

function likeKafkaFrom(socket: Socket, bytes: Buffer): void {
  likeKafka(socket);
  socket.emit('data', bytes);
}

async function listen(server: Server, host: string): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  open.push({ server, sockets });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  return (server.address() as AddressInfo).port;
}

/** @returns the port of a server on loopback without encryption */
export const clearServer = (talk: Talk, host = '127.0.0.1'): Promise<number> =>
  listen(createServer(talk), host);

/** @returns the port of a server on loopback that speaks TLS */
export function tlsServer(
  talk: Talk,
  certificate: TestCertificate = serverCertificate(),
  more: TlsOptions = {},
  host = '127.0.0.1',
): Promise<number> {
  const server = createTlsServer({ cert: pemOf(certificate), key: keyPemOf(certificate), ...more }, talk);
  server.on('tlsClientError', () => {});
  server.on('secureConnection', (socket) => socket.on('error', () => {}));
  return listen(server, host);
}

export function closeServers(): void {
  for (const { server, sockets } of open.splice(0)) {
    server.close();
    for (const socket of sockets) socket.destroy();
  }
}

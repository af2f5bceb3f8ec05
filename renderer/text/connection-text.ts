import { assertNever } from '../../shared/assert-never.ts';
import type { ConnectionState, ConnectionTrouble, OfflineCause } from '../../shared/connection.ts';
import type { FailureText } from './failure-text.ts';
import { formatClockSeconds } from './format.ts';

/** The connection line, without its action. */
export function connectionText(state: ConnectionState, seconds: number): string {
  switch (state.kind) {
    case 'not-configured':
      return 'Not set up';
    case 'connecting':
      return 'Connecting…';
    case 'connected':
      if (!state.trouble) return 'Connected';
      return state.trouble.flow === 'sending'
        ? 'Connected, sending is held up'
        : 'Connected, receiving is held up';
    case 'offline':
      return seconds > 0 ? `Offline. Trying again in ${seconds} s` : 'Offline. Trying again now';
    default:
      return assertNever(state);
  }
}

export const lastContactText = (state: ConnectionState): string =>
  'lastContact' in state && state.lastContact !== null
    ? `Last contact ${formatClockSeconds(state.lastContact)}.`
    : '';

/** Who can do something about it: the person here, or whoever keeps the server. */
export const isForAdministrator = (why: OfflineCause): boolean =>
  why !== 'unreachable' && why !== 'name-unknown' && why !== 'secret-missing';

const settings = 'See Settings > Connection, or ask your IT.';
const waits = 'What you send waits here.';

const offline = (code: string, title: string, body: string): FailureText => ({
  code,
  title: `Offline. ${title}`,
  body: `${body} ${waits}`,
});

/** Why there is no connection: what was seen, and who can do what about it. */
export const offlineText: Readonly<Record<OfflineCause, FailureText>> = {
  unreachable: {
    code: 'NET-401',
    title: 'Offline.',
    body: `The server does not answer. Check this computer's network. ${waits}`,
  },
  'name-unknown': offline(
    'NET-411',
    "The server's name is not known here.",
    'Check that this computer is in the right network.',
  ),
  silent: offline(
    'NET-412',
    'Something takes the connection and says nothing.',
    'Your IT can look at the server, and at a firewall before it.',
  ),
  'speaks-tls': offline(
    'NET-413',
    'The server expects an encrypted connection on this port.',
    `Sealpost is set to connect without encryption. ${settings}`,
  ),
  'speaks-clear': offline(
    'NET-431',
    'The server is not encrypted on this port.',
    `Sealpost is set to connect with encryption only, and sent nothing. ${settings}`,
  ),
  'tls-not-trusted': offline(
    'NET-432',
    "This computer does not trust the server's certificate.",
    'It may be another server than yours, so Sealpost did not sign in. Your IT can say whose certificate it shows; it is chosen in Settings > Connection.',
  ),
  'tls-other-name': offline(
    'NET-433',
    "The server's certificate is for another name.",
    "It may be another server than yours, so Sealpost did not sign in. Your IT can check the server's address in Settings > Connection, and the names in its certificate.",
  ),
  'tls-expired': offline(
    'NET-434',
    "The server's certificate has ended.",
    "If this computer's clock is right, your IT has to renew it.",
  ),
  'tls-not-yet-valid': offline(
    'NET-435',
    "The server's certificate is not valid yet.",
    "This computer's clock may be slow. If it is right, tell your IT.",
  ),
  'tls-failed': offline(
    'NET-436',
    'No encrypted connection to the server came about.',
    'The server hung up: it may know only ways of encryption that are out of date, or want a certificate of this computer. Your IT can look at its TLS settings.',
  ),
  'client-certificate-needed': offline(
    'NET-437',
    'The server wants a certificate of this computer.',
    'Your IT gives you one as a file; it is chosen in Settings > Connection.',
  ),
  'client-certificate-refused': offline(
    'NET-438',
    'The server does not take the certificate of this computer.',
    'It may have ended, or been taken back. Your IT can give you another; it is chosen in Settings > Connection.',
  ),
  'client-certificate-unreadable': offline(
    'NET-439',
    "This computer's certificate for the server cannot be opened.",
    'Its file is damaged, or protected in a way that is out of date. Choose it again in Settings > Connection.',
  ),
  'proxy-name-unknown': offline(
    'NET-441',
    "The proxy's name is not known here.",
    `The proxy is the computer through which yours gets out. Check that this computer is in the right network. ${settings}`,
  ),
  'proxy-unreachable': offline(
    'NET-442',
    'The proxy does not answer.',
    `The proxy is the computer through which yours gets out. Check this computer's network. ${settings}`,
  ),
  'proxy-not-a-proxy': offline(
    'NET-443',
    "What answers at the proxy's address is no such proxy.",
    `Its kind (HTTP or SOCKS5) or its port may be wrong. ${settings}`,
  ),
  'proxy-sign-in': offline(
    'NET-444',
    'The proxy refused the sign-in.',
    'Its name and password are in Settings > Connection.',
  ),
  'proxy-refuses': offline(
    'NET-445',
    'The proxy does not allow connections to the server.',
    'Your IT can allow it, with the address that stands in Settings > Connection.',
  ),
  'proxy-cannot-reach': offline(
    'NET-446',
    'The proxy does not get to the server.',
    'The server may be off, or its address wrong. Your IT can look at both.',
  ),
  'token-unreachable': offline(
    'NET-451',
    'The service for signing in cannot be reached safely.',
    `It does not answer, or this computer does not trust its certificate. ${settings}`,
  ),
  'token-refused': offline(
    'NET-452',
    'The service for signing in refused this client.',
    'Its client ID or secret is wrong, or was changed. Both are in Settings > Connection.',
  ),
  'token-unusable': offline(
    'NET-453',
    'The service for signing in gave no token.',
    'Its address may be wrong. Your IT can check it.',
  ),
  'speaks-http': offline(
    'NET-414',
    'A web server answers on this port, not Kafka.',
    `The server's address or port is wrong. ${settings}`,
  ),
  'not-kafka': offline(
    'NET-415',
    'What answers on this port is not Kafka.',
    `The server's address or port is wrong. ${settings}`,
  ),
  'sign-in-needed': offline(
    'NET-402',
    'The server wants a sign-in.',
    `Sealpost is set to connect without one. ${settings}`,
  ),
  'sign-in-refused': offline(
    'NET-402',
    'The server refused the sign-in.',
    'The name or password is wrong, or your IT has changed it. Both are in Settings > Connection.',
  ),
  'sign-in-not-wanted': offline(
    'NET-456',
    'The server takes no sign-in on this port.',
    `Sealpost is set to sign in. ${settings}`,
  ),
  'sign-in-method': offline(
    'NET-455',
    'The server knows other ways of signing in.',
    `Which one it wants, your IT knows; it is chosen in Settings > Connection.`,
  ),
  'secret-missing': offline(
    'NET-454',
    'A password for the server is missing on this computer.',
    'Enter it in Settings > Connection.',
  ),
  'advertised-unreachable': offline(
    'NET-416',
    'The server names an address for itself that cannot be reached from here.',
    'Your IT can change it (advertised.listeners).',
  ),
  'registry-missing': offline(
    'NET-417',
    'This server has no directory.',
    'Your IT has to set up the organisation on it.',
  ),
  'registry-not-allowed': offline(
    'NET-404',
    'The server does not allow reading the directory.',
    'Your IT can change this.',
  ),
  'registry-unavailable': offline(
    'NET-418',
    'The server cannot show its directory now.',
    'A part of it is down, or its disk is full. If it lasts, tell your IT.',
  ),
  fault: offline(
    'APP-901',
    'Something went wrong in the app.',
    'It is tried again by itself. If it lasts, start Sealpost again.',
  ),
};

const onServer = 'What is sent to you waits on the server.';

/** What does not get through although the server answers. */
export function troubleText({ flow, why }: ConnectionTrouble): FailureText {
  if (flow === 'sending')
    return {
      code: 'NET-421',
      title: 'Sending does not get through.',
      body: 'The server answers, but takes no documents now. It is tried again by itself; if it lasts, tell your IT.',
    };
  switch (why) {
    case 'no-answer':
      return {
        code: 'NET-422',
        title: 'Receiving is interrupted.',
        body: `The server answers, but hands nothing over now. It is tried again by itself. ${onServer}`,
      };
    case 'not-allowed':
      return {
        code: 'NET-404',
        title: 'The server does not allow reading your inbox.',
        body: `Your IT can change this. ${onServer}`,
      };
    case 'partitions':
      return {
        code: 'NET-423',
        title: 'Your inbox on the server has more than one partition.',
        body: 'Nobody can send to it. Your IT has to make it anew, with one.',
      };
    case 'cannot-be-made':
      return {
        code: 'NET-424',
        title: 'Your inbox is not on the server, and may not be made from here.',
        body: 'Nobody can send to you. Your IT can make it.',
      };
    case 'unavailable':
      return {
        code: 'NET-425',
        title: 'Your inbox cannot be read now.',
        body: `A part of the server is down, or its disk is full. If it lasts, tell your IT. ${onServer}`,
      };
    case 'disk-full':
      return {
        code: 'DSK-601',
        title: "This computer's disk is full.",
        body: `Free up space; receiving goes on by itself. ${onServer}`,
      };
    case 'fault':
      return {
        code: 'APP-901',
        title: 'Receiving stopped: something went wrong in the app.',
        body: `It is tried again by itself. If it lasts, start Sealpost again. ${onServer}`,
      };
    default:
      return assertNever(why);
  }
}

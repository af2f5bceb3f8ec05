import type { OfflineCause } from '../../shared/connection.ts';
import type { FailureText } from './failure-text.ts';

const settings = 'See Settings > Connection, or ask your IT.';

const cause = (code: string, title: string, body: string): FailureText => ({ code, title, body });

/** What keeps this computer from the server: what was seen, and who can do what about it. */
export const connectionCauses: Readonly<Record<OfflineCause, FailureText>> = {
  unreachable: cause('NET-401', 'The server does not answer.', "Check this computer's network."),
  'name-unknown': cause(
    'NET-411',
    "The server's name is not known here.",
    'Check that this computer is in the right network.',
  ),
  silent: cause(
    'NET-412',
    'Something takes the connection and says nothing.',
    'Your IT can look at the server, and at a firewall before it.',
  ),
  'speaks-tls': cause(
    'NET-413',
    'The server expects an encrypted connection on this port.',
    `Sealpost is set to connect without encryption. ${settings}`,
  ),
  'speaks-clear': cause(
    'NET-431',
    'The server is not encrypted on this port.',
    `Sealpost is set to connect with encryption only, and sent nothing. ${settings}`,
  ),
  'tls-not-trusted': cause(
    'NET-432',
    "This computer does not trust the server's certificate.",
    'It may be another server than yours, so Sealpost did not sign in. Your IT can say whose certificate it shows; it is chosen in Settings > Connection.',
  ),
  'tls-other-name': cause(
    'NET-433',
    "The server's certificate is for another name.",
    "It may be another server than yours, so Sealpost did not sign in. Your IT can check the server's address in Settings > Connection, and the names in its certificate.",
  ),
  'tls-expired': cause(
    'NET-434',
    "The server's certificate has ended.",
    "If this computer's clock is right, your IT has to renew it.",
  ),
  'tls-not-yet-valid': cause(
    'NET-435',
    "The server's certificate is not valid yet.",
    "This computer's clock may be slow. If it is right, tell your IT.",
  ),
  'tls-failed': cause(
    'NET-436',
    'No encrypted connection to the server came about.',
    'The server hung up: it may know only ways of encryption that are out of date, or want a certificate of this computer. Your IT can look at its TLS settings.',
  ),
  'client-certificate-needed': cause(
    'NET-437',
    'The server wants a certificate of this computer.',
    'Your IT gives you one as a file; it is chosen in Settings > Connection.',
  ),
  'client-certificate-refused': cause(
    'NET-438',
    'The server does not take the certificate of this computer.',
    'It may have ended, or been taken back. Your IT can give you another; it is chosen in Settings > Connection.',
  ),
  'client-certificate-unreadable': cause(
    'NET-439',
    "This computer's certificate for the server cannot be opened.",
    'Its file is damaged, or protected in a way that is out of date. Choose it again in Settings > Connection.',
  ),
  'proxy-name-unknown': cause(
    'NET-441',
    "The proxy's name is not known here.",
    `The proxy is the computer through which yours gets out. Check that this computer is in the right network. ${settings}`,
  ),
  'proxy-unreachable': cause(
    'NET-442',
    'The proxy does not answer.',
    `The proxy is the computer through which yours gets out. Check this computer's network. ${settings}`,
  ),
  'proxy-not-a-proxy': cause(
    'NET-443',
    "What answers at the proxy's address is no such proxy.",
    `Its kind (HTTP or SOCKS5) or its port may be wrong. ${settings}`,
  ),
  'proxy-sign-in': cause(
    'NET-444',
    'The proxy refused the sign-in.',
    'Its name and password are in Settings > Connection.',
  ),
  'proxy-refuses': cause(
    'NET-445',
    'The proxy does not allow connections to the server.',
    'Your IT can allow it, with the address that stands in Settings > Connection.',
  ),
  'proxy-cannot-reach': cause(
    'NET-446',
    'The proxy does not get to the server.',
    'The server may be off, or its address wrong. Your IT can look at both.',
  ),
  'token-unreachable': cause(
    'NET-451',
    'The service for signing in cannot be reached safely.',
    `It does not answer, or this computer does not trust its certificate. ${settings}`,
  ),
  'token-refused': cause(
    'NET-452',
    'The service for signing in refused this client.',
    'Its client ID or secret is wrong, or was changed. Both are in Settings > Connection.',
  ),
  'token-unusable': cause(
    'NET-453',
    'The service for signing in gave no token.',
    'Its address may be wrong. Your IT can check it.',
  ),
  'speaks-http': cause(
    'NET-414',
    'A web server answers on this port, not Kafka.',
    `The server's address or port is wrong. ${settings}`,
  ),
  'not-kafka': cause(
    'NET-415',
    'What answers on this port is not Kafka.',
    `The server's address or port is wrong. ${settings}`,
  ),
  'sign-in-needed': cause(
    'NET-402',
    'The server wants a sign-in.',
    `Sealpost is set to connect without one. ${settings}`,
  ),
  'sign-in-refused': cause(
    'NET-402',
    'The server refused the sign-in.',
    'The name or password is wrong, or your IT has changed it. Both are in Settings > Connection.',
  ),
  'sign-in-not-wanted': cause(
    'NET-456',
    'The server takes no sign-in on this port.',
    `Sealpost is set to sign in. ${settings}`,
  ),
  'sign-in-method': cause(
    'NET-455',
    'The server knows other ways of signing in.',
    `Which one it wants, your IT knows; it is chosen in Settings > Connection.`,
  ),
  'secret-missing': cause(
    'NET-454',
    'A password for the server is missing on this computer.',
    'Enter it in Settings > Connection.',
  ),
  'advertised-unreachable': cause(
    'NET-416',
    'The server names an address for itself that cannot be reached from here.',
    'Your IT can change it (advertised.listeners).',
  ),
  'registry-missing': cause(
    'NET-417',
    'This server has no directory.',
    'Your IT has to set up the organisation on it.',
  ),
  'registry-partitions': cause(
    'NET-419',
    'The directory on this server has more than one partition.',
    'It cannot be read in its order. Your IT has to make its topic (sealpost-registry) anew, with one; the app of whoever confirms people in your organisation writes it again.',
  ),
  'registry-not-allowed': cause(
    'NET-404',
    'The server does not allow reading the directory.',
    'Your IT can change this.',
  ),
  'registry-unavailable': cause(
    'NET-418',
    'The server cannot show its directory now.',
    'A part of it is down, or its disk is full. If it lasts, tell your IT.',
  ),
  fault: cause(
    'APP-901',
    'Something went wrong in the app.',
    'It is tried again by itself. If it lasts, start Sealpost again.',
  ),
};

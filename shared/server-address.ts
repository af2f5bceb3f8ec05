import type { BrokerFault } from './organisation.ts';
import { failed, ok, type Result } from './result.ts';

export type HostAndPort = { readonly host: string; readonly port: number };

/** `host:port`, where an IPv6 host stands in brackets; the host comes without them. */
export function hostAndPort(address: string): HostAndPort {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}

/** The other way round. */
export const addressOf = ({ host, port }: HostAndPort): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;

/** The address of a server as people write it: `host:port`, also as a URL of Kafka, and with a slash behind it. */
export function readServerAddress(text: string): Result<string, BrokerFault> {
  const trimmed = text.trim();
  const scheme = /^([a-z][a-z0-9+._-]*):\/\//i.exec(trimmed);
  if (scheme && !/^(?:kafka|plaintext|ssl|sasl_plaintext|sasl_ssl)$/i.test(scheme[1] ?? ''))
    return failed('another-scheme');
  const address = trimmed.slice(scheme?.[0].length ?? 0).replace(/\/+$/, '');
  if (address.startsWith('[')) return readBracketed(address);
  // Without brackets nobody knows where the address ends and the port begins.
  if (address.split(':').length > 2) return failed('no-brackets');
  const [host = '', port] = address.split(':');
  if (!/^[^\s/?#@[\]]+$/.test(host)) return failed('no-address');
  return withPort(host, port);
}

function readBracketed(address: string): Result<string, BrokerFault> {
  const [, host = '', rest = ''] = /^\[([^\]]*)\](.*)$/.exec(address) ?? [];
  if (!isIpv6(host) || (rest !== '' && !rest.startsWith(':'))) return failed('no-address');
  return withPort(`[${host.toLowerCase()}]`, rest === '' ? undefined : rest.slice(1));
}

function withPort(host: string, port: string | undefined): Result<string, BrokerFault> {
  if (port === undefined || port === '') return failed('no-port');
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535) return failed('wrong-port');
  return ok(`${host}:${port}`);
}

/** RFC 4291, in the eyes of the URL standard, which page and main process both have. */
function isIpv6(host: string): boolean {
  try {
    return /^[0-9a-f:.]+$/i.test(host) && new URL(`http://[${host}]/`).hostname.length > 2;
  } catch {
    return false;
  }
}

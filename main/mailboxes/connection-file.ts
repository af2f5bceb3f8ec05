import type { ConnectionField, ConnectionFileFailure } from '../../shared/organisation.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { openSecurity, serverSecurity } from '../../shared/server-access.ts';
import { readServerAddress } from '../../shared/server-address.ts';
import { readCertificate } from '../pki/certificate.ts';
import { isDestination } from '../protocol/destination.ts';
import { displayName } from '../protocol/document-name.ts';
import type { OrganisationFile } from '../storage/stored-settings.ts';

type Read = Result<OrganisationFile, ConnectionFileFailure>;

const needed: readonly ConnectionField[] = ['organisation', 'brokers', 'rootCertificate'];
const fields: readonly ConnectionField[] = [...needed, 'security'];
const mostBrokers = 20;

/** Reads the administrator's connection file, as editors and mail programs leave it; says what is wrong with it. */
export function readConnectionFile(bytes: Buffer): Read {
  let given: unknown;
  try {
    given = JSON.parse(textOf(bytes));
  } catch {
    return failed({ kind: 'not-json' });
  }
  if (typeof given !== 'object' || given === null) return failed({ kind: 'not-a-connection-file' });
  const values = given as Readonly<Partial<Record<ConnectionField, unknown>>>;
  if (!fields.some((field) => values[field] !== undefined)) return failed({ kind: 'not-a-connection-file' });
  const missing = needed.find((field) => values[field] === undefined);
  if (missing) return failed({ kind: 'field-missing', field: missing });
  const unknown = Object.keys(values).find((field) => !fields.some((known) => known === field));
  if (unknown !== undefined)
    return failed({ kind: 'field-unknown', field: displayName(unknown.slice(0, 64)) });
  return readFields(values);
}

function readFields(values: Readonly<Partial<Record<ConnectionField, unknown>>>): Read {
  const { organisation, brokers, rootCertificate, security = openSecurity } = values;
  if (typeof organisation !== 'string' || !isDestination(`a@${organisation}`))
    return failed({ kind: 'field-wrong', field: 'organisation' });
  if (!isListOfText(brokers)) return failed({ kind: 'field-wrong', field: 'brokers' });
  if (typeof rootCertificate !== 'string' || !isCertificate(rootCertificate))
    return failed({ kind: 'field-wrong', field: 'rootCertificate' });
  const secured = serverSecurity.safeParse(security);
  if (!secured.success) return failed({ kind: 'field-wrong', field: 'security' });
  const read: string[] = [];
  for (const broker of brokers) {
    const outcome = readServerAddress(broker);
    if (!outcome.ok) {
      const shown = displayName(broker.slice(0, 200));
      return failed({ kind: 'broker-wrong', broker: shown, why: outcome.failure });
    }
    read.push(outcome.value);
  }
  return ok({ organisation, brokers: read, security: secured.data, rootCertificate });
}

/** Editors put a mark of the encoding in front; some write two bytes for each letter. */
function textOf(bytes: Buffer): string {
  const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(wide ? 'utf-16le' : 'utf-8').decode(bytes);
}

const isListOfText = (value: unknown): value is readonly string[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.length <= mostBrokers &&
  value.every((one) => typeof one === 'string');

const isCertificate = (text: string): boolean =>
  /^[A-Za-z0-9+/]+={0,2}$/.test(text) && readCertificate(Buffer.from(text, 'base64')) !== null;

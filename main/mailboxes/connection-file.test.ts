import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { openSecurity } from '../../shared/server-access.ts';
import { readServerAddress } from '../../shared/server-address.ts';
import { caExtensions, certificate } from '../pki/test-support.ts';
import { readConnectionFile } from './connection-file.ts';

const { privateKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const root = certificate({ key, subject: 'root', issuer: 'root', signer: key, extensions: caExtensions() });
const good = { organisation: 'acme', brokers: ['kafka.acme:9092'], rootCertificate: root.toString('base64') };
const read = (value: unknown) => readConnectionFile(Buffer.from(JSON.stringify(value)));

describe('a connection file is read', () => {
  test.each([
    ['as it was made', Buffer.from(JSON.stringify(good))],
    ['with a mark of its encoding in front', Buffer.from(`\ufeff${JSON.stringify(good, null, 2)}\r\n`)],
    ['with two bytes for each letter', Buffer.from(`\ufeff${JSON.stringify(good)}`, 'utf16le')],
  ])('%s', (_how, bytes) => {
    expect(readConnectionFile(bytes)).toEqual({ ok: true, value: { ...good, security: openSecurity } });
  });

  test.each([
    ['kafka.acme:9092', 'kafka.acme:9092'],
    [' kafka.acme:9092 ', 'kafka.acme:9092'],
    ['kafka://kafka.acme:9092', 'kafka.acme:9092'],
    ['PLAINTEXT://10.0.0.7:9092/', '10.0.0.7:9092'],
    ['kafka.acme:9092/', 'kafka.acme:9092'],
    ['SASL_SSL://kafka.acme:9093', 'kafka.acme:9093'],
    ['[2001:DB8::7]:9092', '[2001:db8::7]:9092'],
    ['[::1]:9092', '[::1]:9092'],
  ])('with the server %j', (broker, value) => {
    expect(read({ ...good, brokers: [broker] })).toMatchObject({ ok: true, value: { brokers: [value] } });
  });
});

describe('a connection file is refused and says why', () => {
  test.each([
    ['', { kind: 'not-json' }],
    ['{"organisation": "acme", "bro', { kind: 'not-json' }],
    ['null', { kind: 'not-a-connection-file' }],
    ['[]', { kind: 'not-a-connection-file' }],
    ['{"name": "another program\'s"}', { kind: 'not-a-connection-file' }],
  ])('%j', (text, failure) => {
    expect(readConnectionFile(Buffer.from(text))).toEqual({ ok: false, failure });
  });

  test.each([
    [{ brokers: undefined }, { kind: 'field-missing', field: 'brokers' }],
    [{ organisation: 'Acme Ltd' }, { kind: 'field-wrong', field: 'organisation' }],
    [{ brokers: [] }, { kind: 'field-wrong', field: 'brokers' }],
    [{ brokers: 'kafka.acme:9092' }, { kind: 'field-wrong', field: 'brokers' }],
    [{ rootCertificate: 'AAAA' }, { kind: 'field-wrong', field: 'rootCertificate' }],
    [{ rootCertificate: '-----BEGIN' }, { kind: 'field-wrong', field: 'rootCertificate' }],
    [{ tls: true }, { kind: 'field-unknown', field: 'tls' }],
    [{ security: { tls: true } }, { kind: 'field-wrong', field: 'security' }],
    [
      { security: { ...openSecurity, signIn: { mechanism: 'plain', username: 'a' } } },
      { kind: 'field-wrong', field: 'security' },
    ],
    [
      { brokers: ['kafka.acme:9092', 'kafka.acme'] },
      { kind: 'broker-wrong', broker: 'kafka.acme', why: 'no-port' },
    ],
  ])('%j', (change, failure) => {
    expect(read({ ...good, ...change })).toEqual({ ok: false, failure });
  });

  test.each([
    ['kafka.acme', 'no-port'],
    ['kafka.acme:', 'no-port'],
    ['kafka.acme:0', 'wrong-port'],
    ['kafka.acme:99999', 'wrong-port'],
    ['kafka.acme:kafka', 'wrong-port'],
    ['https://kafka.acme:9092', 'another-scheme'],
    ['::1:9092', 'no-brackets'],
    ['[::1]', 'no-port'],
    ['[::1]:0', 'wrong-port'],
    ['[::1]9092', 'no-address'],
    ['[kafka]:9092', 'no-address'],
    ['[1:2:3]:9092', 'no-address'],
    ['', 'no-address'],
    [':9092', 'no-address'],
    ['kafka.acme/path:9092', 'no-address'],
  ])('the server %j', (broker, failure) => {
    expect(readServerAddress(broker)).toEqual({ ok: false, failure });
  });
});

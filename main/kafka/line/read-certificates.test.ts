import { expect, it } from 'vitest';
import { makeCertificate, pemOf, pkcs12Of } from '../../../scripts/driver/test-certificates.ts';
import { readAuthorities, readClientCertificate } from './read-certificates.ts';
import { authority, stranger } from './test-support.ts';

const own = makeCertificate({ name: 'hanna' }, authority);
const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');
const now = Date.now();

it.each(['aes256', '3des'] as const)('a PKCS#12 file (%s) opens with its passphrase only', (algorithm) => {
  const file = bytes(pkcs12Of(own, 'geheim', algorithm));
  expect(readClientCertificate(file, 'geheim', now)).toMatchObject({ ok: true, value: { name: 'hanna' } });
  expect(readClientCertificate(file, 'anders', now)).toEqual({
    ok: false,
    failure: { kind: 'passphrase-wrong' },
  });
});

it('other files are told apart', () => {
  const kind = 'no-certificate';
  expect(readClientCertificate(Buffer.from('no file of that kind'), '', now)).toEqual({
    ok: false,
    failure: { kind },
  });
  expect(readClientCertificate(own.certificate, '', now)).toEqual({ ok: false, failure: { kind } });
  const ended = makeCertificate({ name: 'hanna', from: -9, until: -1 }, authority);
  expect(readClientCertificate(bytes(pkcs12Of(ended, 'a')), 'a', now)).toMatchObject({
    failure: { kind: 'expired' },
  });
});

// What Windows wrote by default until 2018: RC2 with 40 bits, which OpenSSL 3 knows no more.
const legacy = [
  'MIIDegIBAzCCA0AGCSqGSIb3DQEHAaCCAzEEggMtMIIDKTCCAh8GCSqGSIb3DQEHBqCCAhAwggIMAgEAMIICBQYJKo',
  'ZIhvcNAQcBMBwGCiqGSIb3DQEMAQYwDgQIQUEdPWNPGbQCAggAgIIB2Ok1qdA5VjAhl69jm+VYVU/0jXLZ2rnD/H+u',
  '96KFC7VaGx4iZUBi1qBTKpKVIiUl8QC4ufoOmJA4o7LZB2xWIAwbIXfj1cVb3tZOxOgZSyum068KI/86rsCwj6qQci',
  '0E4+1zLOLqahrVcK06QhXZOQFjdbrCWjDo2XgiwgkStyvlChoapTjuc+XVn79tCg7tZYmnhd40rhEW1PY6n75gSJ1x',
  'FQ9kVR5t70hzUGLwlP4VjcQ3HRYaQDWk51mudsAasfM3Mv2gzKpu2WUWP91Vz3ZWoeVQKdlnO0dDSuOvAFOzbbhbeU',
  'KL/On2QacQwhoDmoYOq1JlFu+koA6TaNeui6uAXF6kHmew7iY1SaynZrVCvxv0l3a8wWtlu46sCeEMCRHgTFsMAa27',
  'ZCc+FFEKgaJDRDge0o40eR1zN42W+j6XsZ5H2GmZIX/GJDJBSmeCnuC1GU+9k/RjfT/HVS68ZHSaBMSHY3bm9GsC+5',
  'yIqlI6wVmLZqMTsdyyT+JkSl3+G62TzOUmRMFqYET0lAIneWz/slZTAGKszIR61jYsvesb0hqPLt0JwaBi60Yzdpfz',
  'A1sHu50K/HHOMSbddtxGhYvBmRxyd+d4FgtdmDtKKVaELwPvbnjAGWwwggECBgkqhkiG9w0BBwGggfQEgfEwge4wge',
  'sGCyqGSIb3DQEMCgECoIG0MIGxMBwGCiqGSIb3DQEMAQYwDgQISG28SZq+czMCAggABIGQMrI6L+8LO4rAVaf0ZJ9b',
  'HpoOHaMqP2jUaUnUZ57tv4uWqMUKsIHgPH2+ykbZERP7tljKiMWtAsRNHEptK8U1ihCg+1YorkpKr3eJotu/LHsdQd',
  'MKMvpNA7ZT8e3nR2562CwrPs/c7xevhB52eE+2aHhBoqxETGIxqDpvzGm5nOcrxWX2XQh51bJ7Lr8D8KN2MSUwIwYJ',
  'KoZIhvcNAQkVMRYEFLBXMF6F5Ko6BtSqvjNR9ANo1tw4MDEwITAJBgUrDgMCGgUABBS38z8jsKU7EhAxbiv+otyG6M',
  'NQgwQIuYuoqRZYZKsCAggA',
].join('');

it('one that is protected with RC2 opens, or is said to be not supported', () => {
  const outcome = readClientCertificate(bytes(legacy), 'legacy', now);
  if (process.versions.electron) expect(outcome).toMatchObject({ ok: true, value: { name: 'legacy' } });
  else expect(outcome).toEqual({ ok: false, failure: { kind: 'not-supported' } });
});

it('authorities are read from PEM, one or several, and from DER', () => {
  const both = Buffer.from(`some words\n${pemOf(authority)}${pemOf(stranger)}`);
  expect(readAuthorities(both).map(({ name }) => name)).toEqual(['the company', 'somebody else']);
  expect(readAuthorities(authority.certificate)).toMatchObject([
    { name: 'the company', certificate: authority.certificate.toString('base64') },
  ]);
  expect(readAuthorities(Buffer.from('nothing'))).toEqual([]);
});

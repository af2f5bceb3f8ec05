import { expect, test } from 'vitest';
import { detailsOf, sample } from '../dev/sample.ts';
import { theirKeyText } from './their-key-text.ts';

const details = (status: 'sent' | 'delivered') =>
  detailsOf(sample({ id: '1', direction: 'sent', status, ago: 5, who: 'bob', documentName: 'a.pdf' }));
const used = details('sent').technical.recipientCertificate;
const bob = (fingerprint: string | null) => [{ destination: 'bob.chen@halden', fingerprint }];

test('who has another certificate since, or none, may not open what waits', () => {
  expect(theirKeyText(details('sent'), bob('f'.repeat(64)))).toMatch(/^Bob has a new certificate since/);
  expect(theirKeyText(details('sent'), bob(null))).toMatch(/^Bob's certificate is not valid any more\./);
});

test('nothing is said of the same certificate, of a stranger, and of what was confirmed', () => {
  const said = [
    theirKeyText(details('sent'), bob(used)),
    theirKeyText(details('sent'), []),
    theirKeyText(details('delivered'), bob(null)),
  ];
  expect(said).toEqual([null, null, null]);
});

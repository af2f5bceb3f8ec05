import { expect, it } from 'vitest';
import { everyCheckCause } from '../dev/every-check.ts';
import { sampleFailure, sampleReport } from '../dev/sample-connection.ts';
import { reportText, reportTitle, stepCause } from './check-text.ts';

it('says every cause in words of its own step, without a dash between sentences', () => {
  for (const one of everyCheckCause) {
    const text = stepCause(one);
    if (one.cause === 'no-address' || one.cause === 'not-founded') expect(text).toBeNull();
    else expect(text?.code, one.cause).toMatch(/^[A-Z]{3}-\d{3}$/);
    expect(`${text?.title} ${text?.body}`).not.toMatch(/[–—]/);
  }
});

it.each([
  [sampleReport(), 'You can send and receive'],
  [
    sampleReport({ sending: { state: 'failed', cause: 'sending-not-allowed' } }),
    'You can receive, but not send',
  ],
  [sampleReport({ inbox: { state: 'failed', cause: 'inbox-not-allowed' } }), 'You can send, but not receive'],
  [
    sampleReport({ 'address-book': { state: 'failed', cause: 'registry-partitions' } }),
    'The address book cannot be read',
  ],
  [
    sampleReport({ 'address-book': { state: 'failed', cause: 'registry-settings-wrong' } }),
    'Everything works, but the address book is not set up as it should be',
  ],
  [sampleReport({ clock: { state: 'needs-you', cause: 'clock-wrong' } }), 'Everything works but the clock'],
  [sampleReport({ inbox: { state: 'not-tested', cause: 'no-address' } }), 'The server can be used'],
  [sampleFailure('proxy', { cause: 'proxy-refuses' }), 'The server cannot be reached'],
  [sampleFailure('encryption', { cause: 'tls-expired' }), 'The server is not connected to safely'],
  [{ ...sampleReport(), done: false }, 'Checking the connection…'],
])('the title says what works (%#)', (report, title) => {
  expect(reportTitle(report)).toBe(title);
});

it('the result for those who run the server is text, one line a step', () => {
  const report = sampleFailure('sign-in', { cause: 'sign-in-refused', facts: { username: 'hanna' } });
  const text = reportText({ ...report, at: 0 });
  expect(text.split('\n').map((line) => line.slice(0, 31).trimEnd())).toEqual([
    'The server does not let you in',
    'Passed      Name of the server',
    'Passed      Server answers',
    'Not needed  Proxy',
    'Passed      Encryption',
    'Failed      Sign-in',
    '            NET-402: The server',
    'Not tested  Address book',
    'Not tested  Your inbox',
    'Not tested  Sending',
    'Not tested  Clock',
    'Not tested  Inbox settings',
  ]);
  expect(text).toContain('(1970-01-01T00:00:00.000Z)');
});

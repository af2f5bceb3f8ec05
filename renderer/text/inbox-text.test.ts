import { expect, test } from 'vitest';
import { inboxWarnings } from './inbox-text.ts';

const day = 24 * 3_600_000;
const endless = Number.POSITIVE_INFINITY;
const to = (retention: number, bytes: number) => ({
  recipients: [
    {
      ...({ destination: 'bob@acme', label: 'Bob Chen', state: 'ok', reason: null } as const),
      keeps: { retention, bytes },
    },
  ],
});
const documents = [
  { name: 'small.pdf', size: 900 },
  { name: 'plans.zip', size: 12_000_000 },
];
const codes = (...given: Parameters<typeof inboxWarnings>): readonly string[] =>
  inboxWarnings(...given).map(({ code }) => code);

test('who keeps documents for long, and any size, is sent to without a warning', () => {
  expect(codes(to(14 * day, endless), documents)).toEqual([]);
  expect(codes(to(3 * day, 12_000_000), documents)).toEqual([]);
  expect(codes(to(endless, endless), documents)).toEqual([]);
});

test('what is not known is not warned of', () => {
  const [recipient] = to(0, 0).recipients;
  if (!recipient) throw new Error('there is no recipient');
  expect(codes({ recipients: [{ ...recipient, keeps: null }] }, documents)).toEqual([]);
});

test.each([
  [2 * day, '2 days'],
  [day, '1 day'],
  [20 * 3_600_000, '20 hours'],
  [3_600_000, '1 hour'],
  [60_000, '1 minute'],
  [20_000, '20 seconds'],
] as const)('a short time is warned of in its own words: %i', (retention, words) => {
  const [warning] = inboxWarnings(to(retention, endless), documents);
  expect(warning).toEqual({
    destination: 'bob@acme',
    code: 'NET-429',
    title: `The server keeps what you send to Bob for ${words} only.`,
    body: "If Bob's app is not started in that time, it is removed unread. You are told, and can send it again.",
  });
});

test('the largest document that an inbox may not hold is named', () => {
  const [warning, ...more] = inboxWarnings(to(14 * day, 5_000_000), documents);
  expect([warning?.code, warning?.title, more]).toEqual([
    'NET-428',
    'Bob\'s inbox may not hold "plans.zip".',
    [],
  ]);
  expect(warning?.body).toContain('5 MB there, and the document has 12 MB');
});

import { describe, expect, it } from 'vitest';
import { historyRow } from './history-row.ts';
import { searchText } from './search-text.ts';
import type { IncomingRecord, OutgoingRecord } from './transfer-record.ts';

const common = {
  ...{ transferId: 'a3bb189e', peerLabel: 'Bob', reason: null, events: [], removed: false, unread: false },
  ownDestination: 'alice@acme',
};
const metadata = { sender: 'bob@acme', documentName: 'Plan.pdf', documentHash: 'c0ffee' };
const sent = (more: Partial<OutgoingRecord> = {}): OutgoingRecord =>
  ({
    ...common,
    ...{ direction: 'sent', state: 'delivered', recipient: 'bob@acme', documentName: 'Plan.pdf' },
    ...{ sentAgain: false, metadata },
    ...more,
  }) as unknown as OutgoingRecord;
const received = (more: Partial<IncomingRecord> = {}): IncomingRecord =>
  ({
    ...common,
    ...{ direction: 'received', state: 'received', verified: true, metadata },
    ...more,
  }) as unknown as IncomingRecord;

describe('a sent document', () => {
  it('is found by its name, its recipient, its transfer ID and its hash', () => {
    expect(historyRow(sent())).toMatchObject({
      ...{
        sender: 'alice@acme',
        person: 'bob@acme',
        saved: false,
        unread: false,
        group: null,
        finished: true,
      },
      text: searchText(['Plan.pdf', 'Bob', 'bob@acme', 'a3bb189e', 'c0ffee']),
    });
  });

  it('is on its way, or waits for its confirmation', () => {
    const of = (state: OutgoingRecord['state']) => historyRow(sent({ state }));
    for (const state of ['queued', 'sealing', 'dispatching'] as const)
      expect(of(state)).toMatchObject({ group: 'in-progress', finished: false });
    expect(of('sent')).toMatchObject({ group: 'not-confirmed', finished: false });
    expect(of('cancelled')).toMatchObject({ group: null, finished: true, retried: false });
  });

  it('that failed is sent again by "Retry all failed", once, and not where the other side saves it later', () => {
    const failed = { state: 'failed', reason: 'document-missing', metadata: null } as const;
    const refused = { state: 'refused', reason: 'incomplete' } as const;
    const retried = (more: Partial<OutgoingRecord>): boolean => historyRow(sent(more)).retried;
    expect([failed, refused].map(retried)).toEqual([true, true]);
    expect(
      [{ ...refused, sentAgain: true }, { ...refused, reason: 'storage' } as const].map(retried),
    ).toEqual([...[false, false]]);
  });
});

describe('a received document', () => {
  it('counts as saved from the moment it is in its place', () => {
    const saved = (state: IncomingRecord['state']): boolean => historyRow(received({ state })).saved;
    expect((['collecting', 'assembling', 'saving', 'refused'] as const).map(saved)).toEqual(
      Array(4).fill(false),
    );
    expect((['confirming', 'received'] as const).map(saved)).toEqual([true, true]);
  });

  it('of nobody who is verified is not of that person, and its name is not found', () => {
    expect(historyRow(received({ state: 'quarantined', verified: false }))).toMatchObject({
      ...{ verified: false, person: null, sender: 'bob@acme', group: 'failed' },
      text: searchText(['Bob', 'bob@acme', 'a3bb189e']),
    });
  });

  it('is no longer on the list once it was taken off', () => {
    expect([historyRow(received()).listed, historyRow(received({ removed: true })).listed]).toEqual([
      true,
      false,
    ]);
  });
});

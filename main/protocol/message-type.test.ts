import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inboxTopic, isDestination } from './destination.ts';
import { classifyRecord, dataType, ShardNumbers, shardType } from './message-type.ts';
import { frozen } from './test-support.ts';
import { formatTime, parseTime } from './time.ts';
import { isTransferId, newTransferId } from './transfer-id.ts';

const value = Buffer.alloc(400);
const kid = frozen.recipient.kid;
const kindOf = (messageType: Buffer | string | null, v: Buffer | string | null = '1'): string =>
  classifyRecord({
    key: Buffer.from(messageType ?? ''),
    headers: [
      ['messageType', messageType],
      ['v', v],
      ['kid', kid],
    ],
    value,
  }).kind;

describe('the shards that are sought', () => {
  it('are told by their message types from all others', () => {
    const ids = [newTransferId(), newTransferId()] as const;
    const wanted = fc.uniqueArray(fc.nat(65_535), { maxLength: 40 });
    fc.assert(
      fc.property(wanted, fc.nat(70_000), (numbers, other) => {
        const sought = new ShardNumbers(ids[0], numbers);
        for (const n of [...numbers, other, 0, 65_535]) {
          expect(sought.of(shardType(ids[0], n))).toBe(numbers.includes(n) ? n : null);
          expect(sought.has(shardType(ids[1], n))).toBe(false);
        }
      }),
    );
    const all = new ShardNumbers(ids[0], [0, 1, 7]);
    for (const text of ['', 'x', '01', '+1', '1 ', '1e0', '99999', '-1'])
      expect(all.has(`shard-${ids[0]}-${text}`)).toBe(false);
    expect([all.has(dataType(ids[0])), all.has(''), all.has('shard-')]).toEqual([false, false, false]);
  });
});

describe('records (protocol.md section 2)', () => {
  const type = dataType(frozen.transferId);

  it('are known by headers as text and as bytes', () => {
    expect(kindOf(type)).toBe('data');
    expect(kindOf(Buffer.from(type), Buffer.from('1'))).toBe('data');
    expect(kindOf(shardType(frozen.transferId, 65_535))).toBe('shard');
  });

  it('with a known prefix and anything but ASCII behind it are quarantined, not ignored', () => {
    expect(kindOf(Buffer.from(`${type}\xff`, 'latin1'))).toBe('quarantine');
    expect(kindOf(`${type}ä`)).toBe('quarantine');
    expect(kindOf(Buffer.from('dat\xe4-x', 'latin1'))).toBe('ignored');
  });

  it('without a value of messageType or v are quarantined', () => {
    expect(kindOf(null)).toBe('quarantine');
    expect(kindOf(type, null)).toBe('quarantine');
  });

  it('never throw, whatever they hold', () => {
    const bytes = fc.uint8Array({ maxLength: 60 }).map((one) => Buffer.from(one));
    const text = fc.constantFrom('messageType', 'v', 'kid', 'other');
    const headerValue = fc.oneof(bytes, fc.constantFrom(null, '1', kid, type, 'shard-', 'data', '-', ''));
    const headers = fc.array(fc.tuple(text, headerValue), { maxLength: 5 });
    fc.assert(
      fc.property(headers, fc.option(bytes), fc.option(bytes), (some, key, body) => {
        const { kind } = classifyRecord({ key, headers: some, value: body });
        expect(['ignored', 'quarantine']).toContain(kind);
      }),
      { numRuns: 500 },
    );
  });
});

describe('names and times', () => {
  const part = fc.stringMatching(/^[ab1]{1,3}([.-][ab1]{1,2}){0,2}$/);
  const destination = fc.tuple(part, part).map(([name, organisation]) => `${name}@${organisation}`);

  it('two destinations never share an inbox topic, nor topics that Kafka takes for one', () => {
    fc.assert(
      fc.property(destination, destination, (one, other) => {
        expect(isDestination(one)).toBe(true);
        expect(inboxTopic(one)).toMatch(/^[a-z0-9_-]{1,249}$/);
        expect(inboxTopic(one) === inboxTopic(other)).toBe(one === other);
      }),
      { numRuns: 1000 },
    );
    expect(() => inboxTopic('no destination')).toThrow();
  });

  it('times come back as they went', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }), (at) => {
        expect(parseTime(formatTime(at))).toBe(at);
      }),
    );
  });

  it('new transfer IDs are transfer IDs', () => {
    expect(isTransferId(newTransferId())).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import { TestClock } from '../clock/test-support.ts';
import { AccountRefused, ConnectionLost, PublishRefused } from '../transfers/ports.ts';
import { unlessAccountRefused } from './refused-account.ts';

const protocolError = (type: string): Error => Object.assign(new Error(type), { type });
const notAllowed = (): Error => protocolError('TOPIC_AUTHORIZATION_FAILED');
const refusal = new PublishRefused('not-allowed', { mayBeTaken: true });
const refused = async (): Promise<never> => {
  throw refusal;
};

/** What becomes of a refusal where reading what everybody reads fails with these, one after the other. */
async function outcome(...failures: (Error | null)[]): Promise<unknown> {
  const clock = new TestClock();
  const read = async (): Promise<void> => {
    const failure = failures.shift() ?? null;
    if (failure) throw failure;
  };
  const judged = unlessAccountRefused(refused, read, clock).catch((error: unknown) => error);
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
  clock.pass(2_000);
  return judged;
}

describe('a refusal for want of rights', () => {
  it('is one of the address where everything else is allowed', async () => {
    expect(await outcome()).toBe(refusal);
  });

  it('is one of the account where it may not read either, at once or a moment later', async () => {
    for (const failures of [[notAllowed()], [null, notAllowed()]]) {
      const judged = await outcome(...failures);
      expect(judged).toBeInstanceOf(AccountRefused);
      expect(judged).toMatchObject({ mayBeTaken: true, cause: refusal });
    }
  });

  it('is not known where the connection ends meanwhile, and stays what it is where reading fails otherwise', async () => {
    expect(await outcome(protocolError('LEADER_NOT_AVAILABLE'))).not.toBe(refusal);
    expect(await outcome(new ConnectionLost('gone'))).toBeInstanceOf(ConnectionLost);
    expect(await outcome(protocolError('UNKNOWN_TOPIC_OR_PARTITION'))).toBe(refusal);
    expect(await outcome(new TypeError('a fault'))).toBe(refusal);
  });

  it('of another kind is left alone, and what works is not asked about', async () => {
    const read = (): never => expect.unreachable('nobody asks');
    const clock = new TestClock();
    const limit = new PublishRefused('server-limit');
    await expect(unlessAccountRefused(() => Promise.reject(limit), read, clock)).rejects.toBe(limit);
    expect(await unlessAccountRefused(async () => 7, read, clock)).toBe(7);
  });
});

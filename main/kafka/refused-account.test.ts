import { describe, expect, it } from 'vitest';
import { AccountRefused, ConnectionLost, PublishRefused } from '../transfers/ports.ts';
import { unlessAccountRefused } from './refused-account.ts';

const protocolError = (type: string): Error => Object.assign(new Error(type), { type });
const wait = async (): Promise<void> => {};
const notAllowed = (): Error => protocolError('TOPIC_AUTHORIZATION_FAILED');
const refusal = new PublishRefused('not-allowed', { mayBeTaken: true });
const refused = async (): Promise<never> => {
  throw refusal;
};

/** What becomes of a refusal where reading what everybody reads fails with these, one after the other. */
async function outcome(...failures: (Error | null)[]): Promise<unknown> {
  const read = async (): Promise<void> => {
    const failure = failures.shift() ?? null;
    if (failure) throw failure;
  };
  return unlessAccountRefused(refused, read, wait).catch((error: unknown) => error);
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
    // Of the attempt itself is known what was known.
    for (const failure of [
      protocolError('LEADER_NOT_AVAILABLE'),
      new ConnectionLost('gone', { mayBeTaken: false }),
    ]) {
      const judged = await outcome(failure);
      expect(judged).not.toBe(refusal);
      expect(judged).toMatchObject({ mayBeTaken: true });
    }
    expect(await outcome(protocolError('UNKNOWN_TOPIC_OR_PARTITION'))).toBe(refusal);
    expect(await outcome(new TypeError('a fault'))).toBe(refusal);
  });

  it('of another kind is left alone, and what works is not asked about', async () => {
    const read = (): never => expect.unreachable('nobody asks');
    const limit = new PublishRefused('server-limit');
    await expect(unlessAccountRefused(() => Promise.reject(limit), read, wait)).rejects.toBe(limit);
    expect(await unlessAccountRefused(async () => 7, read, wait)).toBe(7);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionState } from '../../shared/connection.ts';
import { systemClock } from '../clock/system-clock.ts';
import { Connection } from './connection.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Something to be connected to, which can be taken away. */
class Broker {
  up = true;
  /** Lets itself be connected to and then does not answer. */
  silent = false;
  refuses = false;
  opened = 0;
  closed = 0;
  /** What an end of the connection waits for. */
  closing: Promise<void> = Promise.resolve();
  probed = 0;
  readonly states: ConnectionState['kind'][] = [];
  answer: Promise<void> = Promise.resolve();

  readonly connection = new Connection(
    {
      open: async () => {
        this.opened++;
        await this.#ask();
      },
      probe: async () => {
        this.probed++;
        if (this.silent) throw new Error('silent');
        await this.#ask();
      },
      close: async () => {
        this.closed++;
        await this.closing;
      },
      guess: () => 'unreachable',
      explain: async (error) => (String(error) === 'Error: sign-in' ? 'sign-in-refused' : 'unreachable'),
    },
    ({ kind }) => void this.states.push(kind),
    systemClock,
  );

  async #ask(): Promise<void> {
    await this.answer;
    if (this.refuses) throw new Error('sign-in');
    if (!this.up) throw new Error('down');
  }
}

const soon = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('a connection', () => {
  it('says when it is up, asks every 3 seconds, and tells nobody what did not change', async () => {
    const broker = new Broker();
    broker.connection.start();
    broker.connection.start();
    await soon();
    expect([broker.states, broker.opened, broker.probed]).toEqual([['connecting', 'connected'], 1, 1]);
    await vi.advanceTimersByTimeAsync(9_000);
    expect([broker.states, broker.opened, broker.probed]).toEqual([['connecting', 'connected'], 1, 4]);
    const { state } = broker.connection;
    expect(state.kind === 'connected' && state.lastContact).toBe(Date.now());
    await broker.connection.close();
  });

  it('is opened anew where no answer comes, after longer and longer waits', async () => {
    const broker = new Broker();
    broker.connection.start();
    await soon();
    broker.up = false;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(broker.states).toEqual(['connecting', 'connected', 'offline']);
    expect(broker.closed).toBe(1);
    const since = Date.now();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(broker.opened).toBeGreaterThan(4);
    expect(broker.opened).toBeLessThan(9);
    expect(broker.connection.state).toMatchObject({ kind: 'offline', since, lastContact: since - 3_000 });
    broker.up = true;
    await vi.advanceTimersByTimeAsync(90_000);
    expect(broker.states.at(-1)).toBe('connected');
    await broker.connection.close();
  });

  it('that opens and then does not answer is not tried every second for ever', async () => {
    const broker = new Broker();
    broker.silent = true;
    broker.connection.start();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(broker.opened).toBeGreaterThan(4);
    expect(broker.opened).toBeLessThan(9);
    expect(broker.states).not.toContain('connected');
    await broker.connection.close();
  });

  it('that is suspected is asked at once', async () => {
    const broker = new Broker();
    broker.connection.start();
    await soon();
    broker.connection.suspect();
    await soon();
    expect(broker.probed).toBe(2);
    broker.up = false;
    broker.connection.suspect();
    await soon();
    expect(broker.connection.state.kind).toBe('offline');
    await broker.connection.close();
  });

  it('that is down is not tried sooner because calls fail, only because the person wants it', async () => {
    const broker = new Broker();
    broker.up = false;
    broker.connection.start();
    await soon();
    for (let i = 0; i < 20; i++) {
      broker.connection.suspect();
      await soon();
    }
    expect(broker.opened).toBe(1);
    broker.connection.retryNow();
    await soon();
    expect(broker.opened).toBe(2);
    await broker.connection.close();
  });

  it('is asked at once where that is wanted, also where a question is under way', async () => {
    const broker = new Broker();
    broker.connection.start();
    await soon();
    broker.connection.retryNow();
    await soon();
    expect(broker.probed).toBe(2);
    let answer = (): void => {};
    broker.answer = new Promise((resolve) => {
      answer = resolve;
    });
    await vi.advanceTimersByTimeAsync(3_000);
    expect(broker.probed).toBe(3);
    broker.connection.retryNow();
    answer();
    await soon();
    expect(broker.probed).toBe(4);
    await vi.advanceTimersByTimeAsync(2_900);
    expect(broker.probed).toBe(4);
    await broker.connection.close();
  });

  it('that is wanted while its end is dealt with, or an attempt, is tried once without a wait', async () => {
    const broker = new Broker();
    broker.connection.start();
    await soon();
    let end = (): void => {};
    broker.closing = new Promise((resolve) => {
      end = resolve;
    });
    broker.up = false;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(broker.connection.state.kind).toBe('offline');
    broker.connection.retryNow();
    expect(broker.opened).toBe(1);
    end();
    await soon();
    expect(broker.opened).toBe(2);
    broker.up = true;
    broker.connection.retryNow();
    await soon();
    expect(broker.connection.state.kind).toBe('connected');
    await broker.connection.close();
  });

  it('whose sign-in is refused says so', async () => {
    const broker = new Broker();
    broker.refuses = true;
    broker.connection.start();
    await soon();
    expect(broker.connection.state).toMatchObject({ kind: 'offline', why: 'sign-in-refused' });
    await broker.connection.close();
  });

  it.each(['opens', 'is asked'])('is closed at once while it %s and nobody answers', async (when) => {
    const broker = new Broker();
    if (when === 'opens') broker.answer = new Promise(() => {});
    broker.connection.start();
    await soon();
    broker.answer = new Promise(() => {});
    broker.connection.suspect();
    await soon();
    await broker.connection.close();
    expect([broker.closed, vi.getTimerCount()]).toEqual([1, 0]);
  });

  it('that is closed leaves no timer, and says nothing more', async () => {
    const broker = new Broker();
    broker.connection.start();
    await soon();
    await broker.connection.close();
    broker.connection.suspect();
    broker.connection.retryNow();
    await vi.advanceTimersByTimeAsync(600_000);
    expect([broker.states, broker.opened, broker.closed, vi.getTimerCount()]).toEqual([
      ['connecting', 'connected'],
      1,
      1,
      0,
    ]);
  });
});

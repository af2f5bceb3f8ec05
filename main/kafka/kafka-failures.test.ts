import { describe, expect, it } from 'vitest';
import { TestClock } from '../clock/test-support.ts';
import { BusFault, ConnectionLost, PublishRefused } from '../transfers/ports.ts';
import { answered, isSignInRefusal, translate } from './kafka-failures.ts';

const protocolError = (type: string): Error => Object.assign(new Error(type), { type });
const afterRetries = (cause: Error): Error => Object.assign(new Error('retries exceeded'), { cause });

describe('what Kafka answered', () => {
  it.each([
    ['TOPIC_AUTHORIZATION_FAILED', 'not-allowed'],
    ['CLUSTER_AUTHORIZATION_FAILED', 'not-allowed'],
    ['UNKNOWN_TOPIC_OR_PARTITION', 'no-inbox'],
    ['INVALID_TOPIC_EXCEPTION', 'no-inbox'],
    ['MESSAGE_TOO_LARGE', 'server-limit'],
    ['RECORD_LIST_TOO_LARGE', 'server-limit'],
  ])('%s is a refusal for good: %s', (type, why) => {
    for (const error of [protocolError(type), afterRetries(afterRetries(protocolError(type)))]) {
      const translated = translate(error);
      expect(translated).toBeInstanceOf(PublishRefused);
      expect((translated as PublishRefused).why).toBe(why);
      expect(translated.cause).toBe(error);
    }
  });

  it.each([
    ['NOT_LEADER_FOR_PARTITION', 'no-leader', false],
    ['LEADER_NOT_AVAILABLE', 'no-leader', false],
    ['NOT_ENOUGH_REPLICAS', 'too-few-replicas', false],
    ['NOT_ENOUGH_REPLICAS_AFTER_APPEND', 'too-few-replicas', true],
    ['REQUEST_TIMED_OUT', 'too-few-replicas', true],
    ['KAFKA_STORAGE_ERROR', 'server-storage', true],
  ])('%s speaks of one topic, and says whether the record may be in it', (type, why, mayBeTaken) => {
    expect(translate(afterRetries(protocolError(type)))).toMatchObject({
      name: 'TopicUnavailable',
      why,
      mayBeTaken,
    });
  });

  it.each([
    [
      'a socket that kafkajs lost',
      Object.assign(new Error('closed'), { name: 'KafkaJSConnectionClosedError' }),
    ],
    [
      'a request that had no answer',
      Object.assign(new Error('late'), { name: 'KafkaJSRequestTimeoutError' }),
    ],
    ['a host that is not there', Object.assign(new Error('no'), { code: 'EHOSTUNREACH' })],
    [
      'an answer that kafkajs would ask again',
      Object.assign(protocolError('NETWORK_EXCEPTION'), { retriable: true }),
    ],
  ])('%s is a lost connection: try again', (_, error) => {
    expect(translate(afterRetries(error))).toBeInstanceOf(ConnectionLost);
  });

  it.each([
    ['a TypeError inside kafkajs', afterRetries(new TypeError("Cannot destructure property 'partitions'"))],
    ['an error that nobody knows', new Error('???')],
    ['an error with the name of a method', protocolError('toString')],
    ['a text', 'down'],
    ['nothing at all', undefined],
    ['null', null],
  ])('%s is a fault, and nothing else', (_, error) => {
    const translated = translate(error);
    expect(translated).toBeInstanceOf(BusFault);
    expect(translated.cause).toBe(error);
    expect(translate(translated)).toBe(translated);
  });

  it('ends with a chain of causes that bites its own tail', () => {
    const error = new Error('one');
    error.cause = afterRetries(error);
    expect(translate(error)).toBeInstanceOf(BusFault);
    expect(isSignInRefusal(error)).toBe(false);
  });

  it('tells a refused sign-in from everything else, however deep it lies', () => {
    const refused = Object.assign(new Error('no'), { name: 'KafkaJSSASLAuthenticationError' });
    expect(isSignInRefusal(afterRetries(afterRetries(refused)))).toBe(true);
    expect(isSignInRefusal(new Error('ECONNREFUSED'))).toBe(false);
    expect(isSignInRefusal(null)).toBe(false);
  });
});

describe('an answer within a time', () => {
  it('is the answer', async () => {
    expect(await answered(new TestClock(), 60_000, Promise.resolve(7))).toBe(7);
    await expect(answered(new TestClock(), 60_000, Promise.reject(new Error('theirs')))).rejects.toThrow(
      'theirs',
    );
  });

  it('is a lost connection where none comes', async () => {
    const clock = new TestClock();
    const waiting = answered(clock, 1, new Promise(() => {}));
    clock.pass(1);
    await expect(waiting).rejects.toBeInstanceOf(ConnectionLost);
  });
});

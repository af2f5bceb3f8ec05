import { randomUUID } from 'node:crypto';
import { isTemporary, type MessageBus } from '../ports.ts';

/**
 * Has the server tell its time, which it does only when it takes a record: a small one of a type that
 * nobody knows, to the own inbox; every reader ignores it (protocol.md section 2, docs/decisions/0011).
 */
export async function askTime(bus: MessageBus, topic: string): Promise<void> {
  const messageType = `clock-${randomUUID()}`;
  try {
    await bus.publish({ topic, messageType, kid: null, body: Buffer.from('clock') });
  } catch (error) {
    // Every letter tells it too.
    if (!isTemporary(error)) console.error('the time of the server is not known', error);
  }
}

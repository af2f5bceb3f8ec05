import type { Message } from 'kafkajs';
import type { OutboundRecord } from '../transfers/ports.ts';

/** A record as the topic of its inbox takes it (protocol.md section 2). */
export const messageOf = ({ messageType, kid, body }: Omit<OutboundRecord, 'topic'>): Message => ({
  key: messageType,
  value: body,
  headers: { messageType, v: '1', ...(kid ? { kid } : {}) },
});

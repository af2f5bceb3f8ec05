import { randomUUID } from 'node:crypto';

const uuidV4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A transfer ID is a UUID v4 in lower case (protocol.md section 1). */
export const isTransferId = (text: string): boolean => uuidV4.test(text);

export const newTransferId = (): string => randomUUID();

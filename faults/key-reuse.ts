import { createHash } from 'node:crypto';
import { inboxTopic } from '../main/protocol/destination.ts';
import { classifyRecord } from '../main/protocol/message-type.ts';
import { asAdministrator, eachRecordOf } from './administrator.ts';
import type { Violation } from './invariants.ts';
import type { Field } from './nemesis.ts';

type Headers = Readonly<Record<string, string | Buffer | (string | Buffer)[] | undefined>>;

/**
 * The key of a transfer and the number of a piece make its nonce (protocol.md section 4): two bodies under one
 * message type were sealed with the same pair.
 */
export class KeyReuse {
  readonly #bodies = new Map<string, string>();
  readonly found: Violation[] = [];

  add(key: Buffer | null, value: Buffer | null, headers: Headers): void {
    const flat = Object.entries(headers).flatMap(([name, given]) =>
      [given ?? null].flat().map((one): readonly [string, string | Buffer | null] => [name, one]),
    );
    const record = classifyRecord({ key, value, headers: flat });
    if (record.kind !== 'shard' || value === null) return;
    const digest = createHash('sha256').update(value).digest('base64');
    const known = this.#bodies.get(record.messageType);
    if (known !== undefined && known !== digest)
      this.found.push({ invariant: 'I8', what: `${record.messageType} has two bodies` });
    this.#bodies.set(record.messageType, digest);
  }
}

/** Whether anything in the inboxes was sealed twice with one key and nonce. */
export async function keyReuse({ office, installations }: Field): Promise<readonly Violation[]> {
  const reuse = new KeyReuse();
  await asAdministrator(office, async (administrator) => {
    for (const { name } of installations)
      await eachRecordOf(administrator, inboxTopic(name), ({ key, value, headers }) =>
        reuse.add(key, value, headers ?? {}),
      );
  });
  return reuse.found;
}

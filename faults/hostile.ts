import { setTimeout as pause } from 'node:timers/promises';
import type { Admin } from 'kafkajs';
import { ownGroups } from '../main/kafka/acls.ts';
import { inboxTopic } from '../main/protocol/destination.ts';
import { newTransferId } from '../main/protocol/transfer-id.ts';
import { asAdministrator, endOf, publishAll, recordsOf } from './administrator.ts';
import type { Nemesis } from './nemesis.ts';
import type { Random } from './random.ts';

const junkAtOnce = 2_000;
const replayedAtOnce = 60;
/** Among so many of the newest records. */
const replayedFrom = 300;

/** A program that was killed stays a member of its group until the server misses it. */
async function untilEmpty(admin: Admin, groupId: string): Promise<void> {
  for (;;) {
    const { groups } = await admin.describeGroups([groupId]);
    if (groups.every(({ members }) => members.length === 0)) return;
    await pause(1_000);
  }
}

/** Somebody moves the position of a person's group to the end, past what nobody read. */
export const groupMoved: Nemesis = async ({ office, installations, random }) => {
  const one = random.one(installations);
  await one.alone(async () => {
    await one.quit();
    // What is sent to it meanwhile would be skipped.
    await pause(random.whole(1_000, 5_000));
    const topic = inboxTopic(one.name);
    const groupId = `${ownGroups(one.name)}${one.plan.deviceId}`;
    try {
      await asAdministrator(office, async ({ admin }) => {
        await untilEmpty(admin, groupId);
        const offset = String(await endOf(admin, topic));
        await admin.setOffsets({ groupId, topic, partitions: [{ partition: 0, offset }] });
      });
    } finally {
      await one.start();
    }
  });
};

/** Records that stand in somebody's inbox come once more, in any order. */
export const replay: Nemesis = async ({ office, installations, random }) => {
  const topic = inboxTopic(random.one(installations).name);
  await asAdministrator(office, async (administrator) => {
    const all = await recordsOf(administrator, topic, replayedFrom);
    if (all.length === 0) return;
    const some = Array.from({ length: replayedAtOnce }, () => random.one(all));
    await publishAll(administrator, topic, some);
  });
};

/** Whoever may write to an inbox fills it with what is nothing. */
export const junk: Nemesis = async ({ office, installations, random }) => {
  const { name, plan } = random.one(installations);
  const topic = inboxTopic(name);
  await asAdministrator(office, async (administrator) => {
    if ((await endOf(administrator.admin, topic)) === 0n) return;
    await publishAll(
      administrator,
      topic,
      Array.from({ length: junkAtOnce }, () => junkRecord(random, plan.kid)),
    );
  });
};

/** Letters that do not open, of the right key and of others, and records that are none. */
export function junkRecord(random: Random, kid: string) {
  const type = `${random.one(['data', 'ack', 'offer', 'nothing'] as const)}-${newTransferId()}`;
  const headers = {
    messageType: Buffer.from(type),
    v: Buffer.from(random.one(['1', '2', ''] as const)),
    kid: Buffer.from(random.one([kid, 'f'.repeat(32)] as const)),
  };
  const isNone = random.share() < 0.3;
  return {
    key: isNone ? null : Buffer.from(type),
    value: random.share() < 0.1 ? null : random.bytes(random.whole(0, 2_000)),
    ...(isNone ? {} : { headers }),
  };
}

import { renameSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { personRights } from '../main/kafka/acls.ts';
import { apiKeys } from '../scripts/driver/faulty-line.ts';
import { SecureKafka } from '../scripts/driver/kafka-secure.ts';
import { brokenWays } from './failing-drive.ts';
import { groupMoved, junk, replay } from './hostile.ts';
import type { Nemesis } from './nemesis.ts';

/** The program of somebody is killed at any moment, and started again. */
const kill: Nemesis = async ({ installations, random }) => {
  const one = random.one(installations);
  await one.alone(async () => {
    await one.kill();
    await pause(random.whole(0, 2_000));
    await one.start();
  });
};

/** Somebody's program stands still, longer than the servers wait for it in one of three cases. */
const freeze: Nemesis = async ({ installations, random }) => {
  const one = random.one(installations);
  const long = random.whole(0, 2) === 0 ? random.whole(11_000, 15_000) : random.whole(500, 5_000);
  await one.alone(async () => {
    one.freeze();
    await pause(long);
    one.goOn();
  });
};

/** Of three servers one is killed and started again; where there is one, that one. */
const broker: Nemesis = async ({ office, random }) => {
  const { kafka } = office;
  const hurt = kafka instanceof SecureKafka ? kafka.node(random.whole(0, 2)) : kafka;
  await hurt.stop();
  await pause(random.whole(200, 6_000));
  await hurt.resume();
};

/** The drive of somebody's received documents is taken out, and put in again. */
const folder: Nemesis = async ({ installations, random }) => {
  const one = random.one(installations);
  const receivedDir = one.at(one.plan.receivedDir);
  renameSync(receivedDir, `${receivedDir} away`);
  await pause(random.whole(500, 8_000));
  renameSync(`${receivedDir} away`, receivedDir);
};

/** Somebody's drive is full to the last byte, for a while. */
const fullDisk: Nemesis = async ({ installations, random }) => {
  const one = random.one(installations);
  const { drive } = one;
  if (!drive) return;
  // A program that starts on a full drive says so and ends.
  await one.alone(async () => {
    drive.fill(0);
    await pause(random.whole(500, 8_000));
    drive.free();
  });
};

/** Somebody's drive fails each time that it is written to, or asked whether what was written is safe. */
const badDrive: Nemesis = async ({ installations, random }) => {
  const one = random.one(installations);
  one.failing?.fails(random.one(brokenWays));
  await pause(random.whole(500, 8_000));
  one.failing?.fails(null);
};

/** Somebody's files may not become larger than a megabyte, for a while. */
const smallFiles: Nemesis = async ({ installations, random }) => {
  const one = random.one(installations);
  await one.alone(async () => {
    one.limitFiles(1024 * 1024);
    await pause(random.whole(500, 8_000));
    one.limitFiles(null);
  });
};

/** Somebody's clock is set: by some minutes, hours, or more than a day, and back. */
const clock: Nemesis = async ({ installations, random }) => {
  const one = random.one(installations);
  const minutes = random.one([6, 90, 25 * 60, 49 * 60] as const) * random.one([1, -1] as const);
  one.setClock(minutes * 60_000);
  await pause(random.whole(500, 6_000));
  one.setClock(0);
};

/** Somebody's certificate is renewed while documents are on their way. */
const renewed: Nemesis = async ({ office, installations, random }) => {
  const certified = installations.flatMap(({ request, name }) => (request ? [{ request, name }] : []));
  // An app asks for its own certificate by itself.
  if (certified.length === 0) return;
  const { request, name } = random.one(certified);
  // The registrar's own line may still be mending from the harm before.
  for (let attempts = 0; ; attempts++)
    try {
      await office.certify(request, name);
      return;
    } catch (error) {
      if (attempts >= 30) throw error;
      await pause(1_000);
    }
};

/** Two of three servers are away: nothing is in sync, and nothing is taken. */
const notInSync: Nemesis = async ({ office: { kafka }, random }) => {
  if (!(kafka instanceof SecureKafka)) return;
  const first = random.whole(0, 2);
  const hurt = [kafka.node(first), kafka.node((first + 1) % 3)];
  await Promise.all(hurt.map((node) => node.stop()));
  await pause(random.whole(500, 6_000));
  await Promise.all(hurt.map((node) => node.resume()));
};

/** The servers are restarted, one after the other. */
const rolling: Nemesis = async ({ office: { kafka } }) => {
  if (!(kafka instanceof SecureKafka)) return;
  for (const which of [0, 1, 2]) {
    await kafka.node(which).stop();
    await kafka.node(which).resume();
  }
};

/** Somebody's rights are taken away and given back. */
const rights: Nemesis = async ({ office: { kafka }, installations, random }) => {
  if (!(kafka instanceof SecureKafka)) return;
  const { name } = random.one(installations);
  const { username } = await kafka.personFor(name);
  const taken = personRights(name);
  await kafka.revoke(username, taken);
  await pause(random.whole(500, 8_000));
  await kafka.grant(username, taken);
};

/** Somebody quits the program in order, and starts it again. */
const quit: Nemesis = async ({ installations, random }) => {
  const one = random.one(installations);
  await one.alone(async () => {
    await one.quit();
    await pause(random.whole(0, 1_000));
    await one.start();
  });
};

/** Every connection of somebody breaks at once. */
const reset: Nemesis = async ({ installations, random }) => random.one(installations).line.breakOff();

/** Somebody's line takes everything and brings nothing, for a while. */
const blackhole: Nemesis = async ({ installations, random }) => {
  const { line } = random.one(installations);
  line.hold();
  await pause(random.whole(500, 12_000));
  line.release();
};

/** The server takes what somebody publishes, and its answer is lost with the connection. */
const answerLost: Nemesis = async ({ installations, random }) => {
  const { line } = random.one(installations);
  line.fail(apiKeys.produce, 'take-and-hang-up', random.whole(1, 3));
  await pause(3_000);
  line.mend();
};

/** One flow of somebody dies alone, without a word: its socket stays open, and nothing comes back over it. */
const deadFlow: Nemesis = async ({ installations, random }) => {
  const { line } = random.one(installations);
  line.fail(apiKeys[random.one(['produce', 'fetch', 'offsetCommit', 'heartbeat'] as const)], 'swallow', 1);
  await pause(5_000);
  line.mend();
};

/** A proxy between TLS and the server reads nothing: these two need a Kafka in clear. */
const inClearOnly: ReadonlySet<string> = new Set(['answerLost', 'deadFlow']);
/** These need three servers, with rights. */
const securedOnly: ReadonlySet<string> = new Set(['notInSync', 'rolling', 'rights']);

/** What can be done to a Kafka in clear of one server, or to a secured one of three. */
export const possible = (isSecured: boolean): readonly string[] =>
  Object.keys(nemeses).filter((name) => !(isSecured ? inClearOnly : securedOnly).has(name));

/** These need servers that answer, so they never meet the harm that is done to servers. */
const atServers: ReadonlySet<string> = new Set([
  ...['broker', 'notInSync', 'rolling', 'rights', 'groupMoved', 'replay', 'junk', 'renewed'],
]);

/** What may be done at the same time as the other: harm to the servers or by way of them, and harm to people. */
export const handsOf = (chosen: readonly string[]): readonly (readonly string[])[] =>
  [chosen.filter((name) => atServers.has(name)), chosen.filter((name) => !atServers.has(name))].filter(
    ({ length }) => length > 0,
  );

export const nemeses: Readonly<Record<string, Nemesis>> = {
  ...{ kill, freeze, broker, folder, quit, reset, blackhole, answerLost, deadFlow },
  ...{ groupMoved, replay, junk, fullDisk, badDrive, smallFiles, clock, renewed, notInSync, rolling, rights },
};

import { constants, createHash, generateKeyPairSync, type KeyObject, privateDecrypt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, vi } from 'vitest';
import type { ConnectionState } from '../../shared/connection.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { TestClock } from '../clock/test-support.ts';
import { Engine } from '../engine/engine.ts';
import type { EngineBus, EngineRegistry, Listeners } from '../engine/engine-ports.ts';
import { surroundingsOf } from '../engine/surroundings.ts';
import { openDocument } from '../pipeline/open-document.ts';
import { sealDocument } from '../pipeline/seal-document.ts';
import {
  type Acknowledgement,
  acknowledgementStatement,
  decodeAcknowledgement,
  encodeAcknowledgement,
} from '../protocol/acknowledgement.ts';
import { inboxTopic } from '../protocol/destination.ts';
import { encryptedKeyBytes, openEnvelope, openWithKey, sealEnvelope } from '../protocol/envelope.ts';
import { kidOf, newKey, subkey } from '../protocol/keys.ts';
import { MINUTE } from '../protocol/limits.ts';
import { ackType, dataType, shardType } from '../protocol/message-type.ts';
import { ChunkCutter, sealShard } from '../protocol/shard.ts';
import { signStatement } from '../protocol/signature.ts';
import { formatTime } from '../protocol/time.ts';
import { newTransferId } from '../protocol/transfer-id.ts';
import {
  encodeMetadata,
  SUITE,
  type TransferMetadata,
  transferHash,
  transferStatement,
} from '../protocol/transfer-metadata.ts';
import { SqlDatabase } from '../storage/database.ts';
import { FolderDocumentStore } from '../storage/document-store.ts';
import { migrate } from '../storage/migrations/migrate.ts';
import { SpoolShardStore } from '../storage/shard-store.ts';
import { SqliteTransferStore } from '../storage/transfer-store.ts';
import { defaultRetention } from './letters/acknowledge.ts';
import { historyRow } from './log/history-row.ts';
import { type LogChange, TransferLog } from './log/transfer-log.ts';
import type { OutgoingRecord } from './log/transfer-record.ts';
import {
  type CertificateVerdict,
  type Clock,
  ConnectionLost,
  type Identity,
  type IdRegistry,
  type InboundRecord,
  type InboxLimits,
  type Leaf,
  type MessageBus,
  type OutboundRecord,
  type Pipeline,
  PublishRefused,
} from './ports.ts';
import type { NewTransfer } from './sending/new-outgoing.ts';

export { TestClock } from '../clock/test-support.ts';

/** A person with one key. The registry of the tests knows nothing of certificates but their verdict. */
export type Person = { readonly leaf: Leaf; readonly privateKey: KeyObject };

export function person(name: string): Person {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const digest = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
  const leaf: Leaf = {
    destination: `${name}@acme`,
    fingerprint: digest,
    kid: kidOf(publicKey),
    publicKey,
    label: name,
    notBefore: 0,
    notAfter: Date.UTC(2100, 0),
    issuer: 'acme',
  };
  return { leaf, privateKey };
}

/** What all desks of one test share: time, Kafka's topics and what the registry says. */
export class World {
  readonly clock = new TestClock();
  readonly topics = new Map<string, InboundRecord[]>();
  readonly people: readonly Person[];
  /** By fingerprint; valid where nothing is set. */
  readonly verdicts = new Map<string, 'invalid' | 'cannot-be-judged'>();
  /** Topics that do not take records, and why. */
  readonly refusing = new Map<string, PublishRefused['why']>();
  /** Offsets of the first record that a topic still has, where the server removed some. */
  readonly lows = new Map<string, number>();
  /** What every inbox keeps; null where that is not shown. */
  limits: InboxLimits | null = { retention: defaultRetention, bytes: Number.POSITIVE_INFINITY };
  /** Whose inboxes were asked for what they hold, in order. */
  readonly looks: string[] = [];
  isConnected = true;
  /** Kafka's own clock. */
  brokerTime = (): number => this.clock.now();
  /** Runs before each letter is taken. */
  beforeLetter: (record: OutboundRecord) => void = () => {};
  /** Runs before each shard is taken. */
  beforeShard: (record: OutboundRecord) => void = () => {};

  constructor(...people: readonly Person[]) {
    this.people = people;
    for (const { leaf } of people) this.topics.set(inboxTopic(leaf.destination), []);
  }

  append(topic: string, messageType: string, kid: string | null, body: Buffer | null): void {
    const records = this.topics.get(topic);
    if (!records) throw new PublishRefused('no-inbox');
    const headers: [string, Buffer][] = [
      ['messageType', Buffer.from(messageType)],
      ['v', Buffer.from('1')],
    ];
    if (kid) headers.push(['kid', Buffer.from(kid)]);
    const offset = String(records.length);
    const key = Buffer.from(messageType);
    records.push({ topic, offset, brokerTime: this.brokerTime(), key, value: body, headers });
  }

  readonly bus: MessageBus = {
    state: (): ConnectionState =>
      this.isConnected
        ? { kind: 'connected', lastContact: this.clock.now(), trouble: null }
        : { kind: 'offline', since: 0, retryAt: 0, lastContact: null, why: 'unreachable' },
    publishShard: async (record) => {
      this.beforeShard(record);
      this.#take(record);
    },
    publish: async (record) => {
      this.beforeLetter(record);
      this.#take(record);
      const offset = String((this.topics.get(record.topic)?.length ?? 0) - 1);
      return { brokerTime: this.brokerTime(), offset };
    },
    inboxExists: async (destination) => {
      this.#contact();
      return this.topics.has(inboxTopic(destination));
    },
    standingOf: async (destination, since) => {
      this.#contact();
      this.looks.push(destination);
      const topic = inboxTopic(destination);
      const records = this.topics.get(topic) ?? [];
      const low = this.lows.get(topic) ?? 0;
      const first = records[low]?.brokerTime;
      const isNewer = since !== null && first !== undefined && first > since + MINUTE;
      return { low: BigInt(low), high: BigInt(records.length), isNewer, limits: this.limits };
    },
    seek: async (topic, keys, found) => {
      this.#contact();
      for (const record of this.topics.get(topic) ?? [])
        if (keys.has(record.key?.toString() ?? '')) await found(record);
    },
  };

  /** The bus as an engine uses it. A question for the server's time leaves no record here. */
  busFor(listeners: Listeners): EngineBus {
    const publish: MessageBus['publish'] = async (record) =>
      record.messageType.startsWith('clock-') ? { brokerTime: null, offset: null } : this.bus.publish(record);
    // By its prototype, so that what a test puts in the place of a method counts.
    return Object.assign(Object.create(this.bus) as MessageBus, {
      publish,
      start: () => listeners.connection(this.bus.state()),
      close: async () => {},
      retryNow: () => {},
      followInbox: async () => {},
      retentionOf: () => defaultRetention,
      publishPlain: async () => {},
    });
  }

  get engineRegistry(): EngineRegistry {
    return Object.assign(Object.create(this.registry) as IdRegistry, {
      follow: async () => {},
      close: () => {},
      known: () => this.people.map(({ leaf }) => leaf.destination),
      knowsKey: () => true,
      certificatesOf: (destination: string) =>
        this.people.flatMap(({ leaf }) => (leaf.destination === destination ? [{ leaf, chain: [] }] : [])),
      listOf: () => null,
      refusalOf: () => null,
    });
  }

  readonly registry: IdRegistry = {
    refresh: async () => this.#contact(),
    readToEnd: async () => this.#contact(),
    judge: (destination, fingerprint) => this.#verdict(this.registry.find(destination, fingerprint)),
    newest: (destination) =>
      this.#verdict(this.people.find(({ leaf }) => leaf.destination === destination)?.leaf ?? null),
    find: (destination, fingerprint) =>
      this.people.find(({ leaf }) => leaf.destination === destination && leaf.fingerprint === fingerprint)
        ?.leaf ?? null,
  };

  #verdict(leaf: Leaf | null): CertificateVerdict {
    if (!leaf) return { kind: 'cannot-be-judged', why: 'unknown' };
    const verdict = this.verdicts.get(leaf.fingerprint);
    return verdict ? { kind: verdict, why: 'as the test says' } : { kind: 'valid', leaf };
  }

  #take({ topic, messageType, kid, body }: OutboundRecord): void {
    this.#contact();
    const why = this.refusing.get(topic);
    if (why) throw new PublishRefused(why);
    this.append(topic, messageType, kid, body);
  }

  #contact(): void {
    if (!this.isConnected) throw new ConnectionLost('as the test says');
  }
}

/** The use cases of one installation, wired as the app wires them, on real files and a real journal. */
export class Desk {
  readonly receivedDir: string;
  readonly profileDir: string;
  readonly store: SqliteTransferStore;
  readonly log: TransferLog;
  readonly shards: SpoolShardStore;
  readonly documents: FolderDocumentStore;
  readonly engine: Engine;
  readonly told: Transfer[] = [];
  /** What the person was told of as removed unconfirmed. */
  readonly unconfirmed: Transfer[] = [];
  readonly #world: World;
  readonly #person: Person;
  readonly #database: SqlDatabase;
  readonly #accepting = new Set<Promise<void>>();
  #connection: (state: ConnectionState) => void = () => {};
  #next = 0;

  private constructor(world: World, one: Person, dir: string, shards: SpoolShardStore, pipeline: Pipeline) {
    this.#world = world;
    this.#person = one;
    this.profileDir = dir;
    this.receivedDir = join(dir, 'Received');
    mkdirSync(this.receivedDir, { recursive: true });
    this.shards = shards;
    this.#database = new SqlDatabase(join(dir, 'transfers.sqlite'));
    migrate(this.#database, historyRow);
    this.store = new SqliteTransferStore(this.#database);
    const changed = ({ rows }: LogChange): void => void this.told.push(...rows);
    const events = { changed, progress: () => {}, removed: () => {} };
    this.log = new TransferLog(this.store, world.clock, events, () => ({
      ...surroundingsOf(this.engine ?? null),
      isConnected: world.isConnected,
      driveFailsSince: null,
    }));
    this.documents = new FolderDocumentStore({ find: async () => this.receivedDir });
    this.engine = new Engine(
      {
        ...{ store: this.store, log: this.log, shards, documents: this.documents, clock: world.clock },
        identity: identityOf(one),
        deviceId: 'desk',
        connect: (_, listeners) => {
          this.#connection = listeners.connection;
          return { bus: world.busFor(listeners), registry: world.engineRegistry };
        },
        pipeline: { ...pipeline, close: async () => {} },
      },
      {
        ...{ ...events, connection: () => {}, clock: () => {}, registry: () => {}, missed: () => {} },
        unconfirmed: (rows) => void this.unconfirmed.push(...rows),
      },
    );
  }

  get sender(): Engine['sender'] {
    return this.engine.sender;
  }

  get outbox(): Engine['outbox'] {
    return this.engine.outbox;
  }

  get clockCheck(): Engine['clockCheck'] {
    return this.engine.clockCheck;
  }

  static async open(world: World, one: Person, dir: string, pipeline: Partial<Pipeline> = {}): Promise<Desk> {
    const shards = await SpoolShardStore.open(join(dir, 'incoming'), world.clock);
    const seal: Pipeline['seal'] = (job, shard, signal) =>
      sealDocument(job, (sealed) => shard(sealed, () => {}), signal);
    const whole = { seal, open: openDocument, ...pipeline };
    return new Desk(world, one, dir, shards, whole);
  }

  /** All rows of the list, the oldest first. */
  rows(): readonly Transfer[] {
    const all = { direction: null, filter: 'all', search: '', person: null } as const;
    return [...this.log.page(all, null, 10_000).rows].reverse();
  }

  /** Puts one document on its way. */
  queue(transfer: Omit<NewTransfer, 'from'>): OutgoingRecord {
    const [queued] = this.sender.queue([{ from: this.#person.leaf.destination, ...transfer }]);
    if (!queued) throw new Error('nothing was queued');
    return queued;
  }

  /** As after a start: what the journal holds goes on. */
  resume(): void {
    this.engine.start();
  }

  /** The registry changed, or the connection is back. */
  connected(): void {
    this.#connection(this.#world.bus.state());
  }

  /** Hands over what came to the inbox since. */
  async collect(): Promise<void> {
    const records = this.#world.topics.get(inboxTopic(this.#person.leaf.destination)) ?? [];
    const fresh = records.slice(this.#next);
    this.#next = records.length;
    const accepted = this.engine.inbound.accept(fresh);
    this.#accepting.add(accepted);
    await accepted.finally(() => this.#accepting.delete(accepted));
  }

  /** The topic was made again: its records stand at offsets that were read already. */
  readAgain(): void {
    this.#next = 0;
  }

  /** Hands over what came, until a row has this state. */
  async until(state: Transfer['status'], which: (row: Transfer) => boolean = () => true): Promise<Transfer> {
    return vi.waitFor(
      async () => {
        await this.collect();
        const found = this.rows().find((row) => row.status === state && which(row));
        if (!found)
          throw new Error(`not ${state}: ${this.rows().map((row) => `${row.status} ${row.reason}`)}`);
        return found;
      },
      { timeout: 30_000, interval: 5 },
    );
  }

  /** Waits until what is under way by itself has come to rest, however slow the disk is. */
  async settle(): Promise<void> {
    await this.collect();
    for (let quiet = 0; quiet < 40; quiet++) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (isTouchingDisk()) quiet = 0;
    }
  }

  quarantined(): readonly string[] {
    return this.#database.all('SELECT why FROM quarantine ORDER BY rowid').map(({ why }) => String(why));
  }

  /** What was handed over is judged to its end: the journal must be there for it. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#accepting);
    // A test may leave a call that nobody answers.
    const late = new Promise<void>((resolve) => setTimeout(resolve, 1_000));
    await Promise.race([this.engine.stop(), late]);
    this.#database.close();
  }
}

const isTouchingDisk = (): boolean =>
  process.getActiveResourcesInfo().some((name) => /^(FSReq|FILEHANDLECLOSE)/i.test(name));

const identityOf = ({ leaf, privateKey }: Person): Identity => ({
  addresses: () => [{ destination: leaf.destination, kids: [leaf.kid] }],
  open: (_kid, messageType, use, body) => openEnvelope(privateKey, messageType, use, body),
  sign: (_kid, statement) => signStatement(privateKey, statement),
});

/** Folders and desks of a test, gone after it. */
export function desks(): (
  world: World,
  one: Person,
  pipeline?: Partial<Pipeline>,
  dir?: string,
) => Promise<Desk> {
  const dirs: string[] = [];
  const open: Desk[] = [];
  afterEach(async () => {
    for (const desk of open.splice(0)) await desk.close();
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
  });
  return async (world, one, pipeline = {}, dir = mkdtempSync(join(tmpdir(), 'sealpost-test-'))) => {
    dirs.push(dir);
    const desk = await Desk.open(world, one, dir, pipeline);
    open.push(desk);
    return desk;
  };
}

export type Letter = {
  readonly transferId: string;
  readonly key: Buffer;
  readonly metadata: TransferMetadata;
  readonly shards: readonly { readonly messageType: string; readonly body: Buffer }[];
  readonly data: { readonly messageType: string; readonly kid: string; readonly body: Buffer };
};

/** One transfer as a sender writes it, with what is wrong about it. */
export function letter(
  from: Person,
  to: Person,
  clock: Clock,
  wrong: {
    readonly document?: Buffer;
    readonly gzip?: (gzip: Buffer) => Buffer;
    readonly metadata?: Partial<TransferMetadata>;
    readonly signWith?: KeyObject;
    readonly label?: string;
    readonly plain?: (plain: Buffer) => Buffer;
    readonly transferId?: string;
  } = {},
): Letter {
  const document = wrong.document ?? Buffer.from('A document.\n');
  const transferId = wrong.transferId ?? newTransferId();
  const key = newKey();
  const cutter = new ChunkCutter();
  const gzip = (wrong.gzip ?? ((bytes) => bytes))(gzipSync(document, { level: 0 }));
  const chunks = [...Array.from(cutter.push(gzip), (chunk) => Buffer.from(chunk)), cutter.flush()];
  const shards = chunks.map((chunk, n) => ({
    messageType: shardType(transferId, n),
    body: sealShard(subkey(key, 'shards'), transferId, n, n === chunks.length - 1, chunk),
  }));
  const named = {
    sender: from.leaf.destination,
    recipient: to.leaf.destination,
    documentHash: createHash('sha256').update(document).digest('hex'),
    timestamp: formatTime(clock.now()),
    ...wrong.metadata,
  };
  const unsigned: Omit<TransferMetadata, 'signature'> = {
    compression: 'gzip',
    documentName: 'plan.txt',
    documentSize: document.length,
    recipientCertificate: to.leaf.fingerprint,
    senderCertificate: from.leaf.fingerprint,
    shardCount: chunks.length,
    suite: SUITE,
    transferHash: transferHash(named),
    transferId,
    v: 1,
    ...named,
  };
  const signature = signStatement(wrong.signWith ?? from.privateKey, transferStatement(unsigned));
  const metadata = { ...unsigned, signature: signature.toString('base64') };
  const messageType = wrong.label ?? dataType(transferId);
  const plain = (wrong.plain ?? ((bytes) => bytes))(encodeMetadata(metadata));
  const body = sealEnvelope(to.leaf.publicKey, messageType, 'metadata', plain, key);
  return { transferId, key, metadata, shards, data: { messageType, kid: to.leaf.kid, body } };
}

export function post(world: World, to: Person, { shards, data }: Letter): void {
  const topic = inboxTopic(to.leaf.destination);
  for (const { messageType, body } of shards) world.append(topic, messageType, null, body);
  world.append(topic, data.messageType, data.kid, data.body);
}

/** The acknowledgements that reached somebody. */
export function acknowledgements(world: World, to: Person): readonly Acknowledgement[] {
  return (world.topics.get(inboxTopic(to.leaf.destination)) ?? []).flatMap(({ key, value }) => {
    const messageType = key?.toString() ?? '';
    if (!messageType.startsWith('ack-') || !value) return [];
    const plain = openAtOnce(to.privateKey, messageType, value);
    const acknowledgement = plain && decodeAcknowledgement(plain);
    return acknowledgement ? [acknowledgement] : [];
  });
}

/** Apart from the product's own way, and in one turn. */
function openAtOnce(key: KeyObject, messageType: string, body: Buffer): Buffer | null {
  const oaepLabel = Buffer.from(messageType);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  const wrapped = body.subarray(0, encryptedKeyBytes(key));
  const K = privateDecrypt({ key, padding, oaepHash: 'sha256', oaepLabel }, wrapped);
  return openWithKey(K, messageType, 'acknowledgement', body.subarray(wrapped.length));
}

/** An acknowledgement of this transfer, with what is wrong about it. */
export function answer(
  by: Person,
  to: Person,
  metadata: TransferMetadata,
  clock: Clock,
  wrong: {
    readonly change?: Partial<Acknowledgement>;
    readonly signWith?: KeyObject;
    readonly label?: string;
    readonly kid?: string;
  } = {},
): { readonly messageType: string; readonly kid: string; readonly body: Buffer } {
  const unsigned: Omit<Acknowledgement, 'signature'> = {
    acknowledgedAt: formatTime(clock.now()),
    reason: '',
    recipient: by.leaf.destination,
    recipientCertificate: by.leaf.fingerprint,
    status: 'received',
    transferHash: metadata.transferHash,
    transferId: metadata.transferId,
    transferTimestamp: metadata.timestamp,
    v: 1,
    ...wrong.change,
  };
  const signature = signStatement(wrong.signWith ?? by.privateKey, acknowledgementStatement(unsigned));
  const plain = encodeAcknowledgement({ ...unsigned, signature: signature.toString('base64') });
  const messageType = wrong.label ?? ackType(metadata.transferId);
  const body = sealEnvelope(to.leaf.publicKey, messageType, 'acknowledgement', plain, newKey());
  return { messageType, kid: wrong.kid ?? to.leaf.kid, body };
}

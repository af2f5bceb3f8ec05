import { join } from 'node:path';
import type { ConnectionState } from '../shared/connection.ts';
import type { Transfer } from '../shared/transfer.ts';
import { KafkaBus } from './kafka/kafka-bus.ts';
import type { KeyRing } from './keys/key-ring.ts';
import { WorkerPipeline } from './pipeline/pipeline.ts';
import { DAY } from './protocol/limits.ts';
import { TopicIdRegistry } from './registry/id-registry.ts';
import { SqlDatabase } from './storage/database.ts';
import { FolderDocumentStore } from './storage/document-store.ts';
import { FolderWatch } from './storage/folder-watch.ts';
import { ReceivedFolder } from './storage/received-folder.ts';
import { RegistryCache } from './storage/registry-cache.ts';
import type { OrganisationFile, SettingsStore } from './storage/settings-store.ts';
import { SpoolShardStore } from './storage/shard-store.ts';
import { SqliteTransferStore } from './storage/transfer-store.ts';
import { systemClock } from './system-clock.ts';
import { Acknowledger, defaultRetention } from './transfers/acknowledge.ts';
import { Assembler } from './transfers/assemble.ts';
import { Inbound } from './transfers/inbound.ts';
import { KeptRecords } from './transfers/kept-records.ts';
import { Outbox } from './transfers/outbox.ts';
import { ConnectionLost } from './transfers/ports.ts';
import { Receiver } from './transfers/receive.ts';
import { Sender } from './transfers/send.ts';
import { type LogEvents, type Surroundings, TransferLog } from './transfers/transfer-log.ts';
import { arrivingRow } from './transfers/transfer-view.ts';

const sweepEvery = 60 * 60 * 1000;
/** Certificates are also judged minutes after a record came: the registry is never read to an end older than 60 s. */
const refreshEvery = 45_000;
/** protocol.md section 8: the journal outlives R by 30 days. */
const journalOutlives = 30 * DAY;

export type EngineEvents = LogEvents & {
  readonly connection: (state: ConnectionState) => void;
  readonly registry: () => void;
  /** The folder for received documents cannot be used any more, or can again. */
  readonly folder: () => void;
};

/** The journal, which the list needs also before there is a connection. */
export class Journal {
  readonly database: SqlDatabase;
  readonly store: SqliteTransferStore;
  readonly log: TransferLog;

  constructor(profileDir: string, events: LogEvents, surroundings: () => Surroundings) {
    this.database = new SqlDatabase(join(profileDir, 'transfers.sqlite'));
    this.store = new SqliteTransferStore(this.database);
    this.log = new TransferLog(this.store, systemClock, events, surroundings);
  }
}

/** Everything that sends and receives for one organisation, wired. */
export class Engine {
  readonly bus: KafkaBus;
  readonly registry: TopicIdRegistry;
  readonly sender: Sender;
  readonly folderWatch: FolderWatch;
  readonly #pipeline: WorkerPipeline;
  readonly #shards: SpoolShardStore;
  readonly #assembler: Assembler;
  readonly #inbound: Inbound;
  readonly #kept: KeptRecords;
  readonly #outbox: Outbox;
  readonly #keyRing: KeyRing;
  readonly #settings: SettingsStore;
  readonly #store: SqliteTransferStore;
  readonly #log: TransferLog;
  readonly #events: EngineEvents;
  readonly #shownArriving = new Set<string>();
  #followsInbox = false;
  #sweeping: NodeJS.Timeout | undefined;
  #refreshing: NodeJS.Timeout | undefined;

  private constructor(
    { store, log, database }: Journal,
    organisation: OrganisationFile,
    keyRing: KeyRing,
    settings: SettingsStore,
    shards: SpoolShardStore,
    events: EngineEvents,
  ) {
    const clock = systemClock;
    this.#store = store;
    this.#log = log;
    this.#keyRing = keyRing;
    this.#settings = settings;
    this.#shards = shards;
    this.#events = events;
    this.bus = new KafkaBus(
      organisation.brokers,
      `sealpost-${settings.get('deviceId').slice(0, 8)}`,
      (state) => {
        events.connection(state);
        log.surroundingsChanged();
        if (state.kind === 'connected') this.#connected();
      },
    );
    const roots = new Map([[organisation.organisation, Buffer.from(organisation.rootCertificate, 'base64')]]);
    this.registry = new TopicIdRegistry(this.bus, new RegistryCache(database), roots, clock, () => {
      events.registry();
      this.#kept.judgeHeld();
    });
    this.#pipeline = new WorkerPipeline(new URL('./pipeline.worker.js', import.meta.url));
    this.#outbox = new Outbox(this.bus, store, clock);
    const own = { identity: keyRing, registry: this.registry, store, log, outbox: this.#outbox, clock };
    const acknowledger = new Acknowledger({ ...own, retention: () => this.retention ?? defaultRetention });
    const folder = new ReceivedFolder(
      () => settings.receivedFolder,
      (path, mark) => settings.rememberReceivedFolder(path, mark),
    );
    this.folderWatch = new FolderWatch(folder, (problem) => {
      settings.receivedDirProblem = problem;
      events.folder();
      if (!problem) this.#assembler.roomMayHaveCome();
    });
    const documents = new FolderDocumentStore(folder);
    void documents.removeUnfinished();
    this.#assembler = new Assembler({
      bus: this.bus,
      pipeline: this.#pipeline,
      shards,
      documents,
      store,
      log,
      clock,
      acknowledger,
    });
    const receiver = new Receiver({ ...own, assembler: this.#assembler });
    this.sender = new Sender({ ...own, bus: this.bus, pipeline: this.#pipeline });
    this.#kept = new KeptRecords(store, this.bus, clock, (record, body) =>
      record.messageType.startsWith('data-')
        ? receiver.judge(record, body)
        : acknowledger.judge(record, body),
    );
    const isReceived = (transferId: string): boolean =>
      log.hasReceived(transferId) && !this.#assembler.isWorkingOn(transferId);
    this.#inbound = new Inbound(store, shards, clock, isReceived, {
      kept: (record) => this.#kept.add(record),
      shards: (transferIds) => this.#shardsArrived(transferIds),
    });
    this.#outbox.onPublished(({ transfer, messageType }) =>
      messageType.startsWith('data-') ? this.sender.dispatched(transfer) : acknowledger.published(transfer),
    );
    this.#outbox.onRefused(({ transfer, messageType }, why) => {
      if (messageType.startsWith('data-')) this.sender.dispatchRefused(transfer, why);
    });
  }

  static async open(
    journal: Journal,
    profileDir: string,
    organisation: OrganisationFile,
    keyRing: KeyRing,
    settings: SettingsStore,
    events: EngineEvents,
  ): Promise<Engine> {
    const shards = await SpoolShardStore.open(join(profileDir, 'incoming'));
    return new Engine(journal, organisation, keyRing, settings, shards, events);
  }

  start(): void {
    void this.folderWatch.start();
    void this.registry.follow();
    void this.#kept.resume();
    this.sender.resume();
    this.bus.start();
    this.followInbox();
    void this.#sweep();
    this.#sweeping = setInterval(() => void this.#sweep(), sweepEvery);
    this.#refreshing = setInterval(() => void this.#refresh(), refreshEvery);
  }

  /** Follows the own inbox, once this installation holds a key for it. */
  followInbox(): void {
    const destination = this.#keyRing.destination();
    if (!destination || this.#followsInbox || this.registry.newest(destination).kind !== 'valid') return;
    this.#followsInbox = true;
    void this.bus.followInbox(destination, this.#settings.get('deviceId'), (records) =>
      this.#inbound.accept(records),
    );
  }

  arriving(): readonly Transfer[] {
    return this.#shards
      .unverified()
      .filter(({ transferId }) => this.#isUnknown(transferId))
      .slice(0, 20)
      .map(({ transferId, bytes, lastAt }) => this.#arrivingRow(transferId, bytes, lastAt));
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeping);
    clearInterval(this.#refreshing);
    this.folderWatch.stop();
    this.sender.stop();
    await this.bus.close();
    await this.#pipeline.close();
    await this.#shards.close();
  }

  #connected(): void {
    void this.#outbox.pump();
    this.#kept.judgeHeld();
    this.sender.connected();
  }

  #shardsArrived(transferIds: ReadonlySet<string>): void {
    for (const transferId of transferIds) {
      this.#assembler.shardsArrived(transferId);
      if (!this.#isUnknown(transferId)) continue;
      this.#shownArriving.add(transferId);
      this.#events.changed([this.#arrivingRow(transferId, this.#shards.bytesOf(transferId), Date.now())], []);
    }
  }

  /** A row of the log says more than its shards do. */
  #isUnknown(transferId: string): boolean {
    return !this.#assembler.isWorkingOn(transferId) && this.#log.get(transferId) === null;
  }

  /** The transfer is in the log now, mostly in the row that its shards had. */
  arrived({ id, transferId }: Transfer): void {
    if (this.#shownArriving.delete(transferId) && id !== transferId) this.#events.removed([transferId]);
  }

  #arrivingRow(transferId: string, bytes: number, at: number): Transfer {
    return arrivingRow(transferId, this.#keyRing.destination() ?? '', bytes, at);
  }

  async #refresh(): Promise<void> {
    try {
      await this.registry.refresh();
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  /** R of the own inbox, in milliseconds; null before it was read. */
  get retention(): number | null {
    return this.bus.retentionOf(this.#keyRing.destination() ?? '');
  }

  async #sweep(): Promise<void> {
    this.#log.surroundingsChanged();
    if (this.retention !== null) this.#store.prune(Date.now() - this.retention - journalOutlives);
    await this.#shards
      .removeExpired(Date.now())
      .catch((error: unknown) => console.error('clearing the spool failed', error));
    for (const transferId of this.#shownArriving) {
      if (this.#shards.bytesOf(transferId) > 0) continue;
      this.#shownArriving.delete(transferId);
      this.#events.removed([transferId]);
    }
  }
}

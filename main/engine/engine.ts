import { join } from 'node:path';
import type { ClockState } from '../../shared/clock.ts';
import type { ConnectionState } from '../../shared/connection.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { type StoppableClock, stoppable, systemClock } from '../clock/system-clock.ts';
import { every } from '../clock/waits.ts';
import { KafkaBus } from '../kafka/kafka-bus.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { WorkerPipeline } from '../pipeline/pipeline.ts';
import { DAY } from '../protocol/limits.ts';
import { TopicIdRegistry } from '../registry/id-registry.ts';
import { FolderDocumentStore } from '../storage/document-store.ts';
import { FolderWatch } from '../storage/folder-watch.ts';
import { ReceivedFolder } from '../storage/received-folder.ts';
import { RegistryCache } from '../storage/registry-cache.ts';
import type { OrganisationFile, SettingsStore } from '../storage/settings-store.ts';
import { SpoolShardStore } from '../storage/shard-store.ts';
import type { SqliteTransferStore } from '../storage/transfer-store.ts';
import { askTime } from '../transfers/clock/ask-time.ts';
import { ClockCheck } from '../transfers/clock/clock-check.ts';
import { ClockWatch } from '../transfers/clock/clock-watch.ts';
import { Acknowledger, defaultRetention } from '../transfers/letters/acknowledge.ts';
import { Inbound } from '../transfers/letters/inbound.ts';
import { KeptRecords } from '../transfers/letters/kept-records.ts';
import { isDocument, Outbox } from '../transfers/letters/outbox.ts';
import { outboxListeners } from '../transfers/letters/outbox-listeners.ts';
import type { LogEvents, TransferLog } from '../transfers/log/transfer-log.ts';
import { isTemporary } from '../transfers/ports.ts';
import { Arriving } from '../transfers/receiving/arriving.ts';
import { Assembler } from '../transfers/receiving/assemble.ts';
import { Receiver } from '../transfers/receiving/receive.ts';
import { Dispatcher } from '../transfers/sending/dispatch.ts';
import { Sender } from '../transfers/sending/send.ts';
import type { Journal } from './journal.ts';

const sweepEvery = 60 * 60 * 1000;
/** Certificates are also judged minutes after a record came: the registry is never read to an end older than 60 s. */
const refreshEvery = 45_000;
/** protocol.md section 8: the journal outlives R by 30 days. */
const journalOutlives = 30 * DAY;

export type EngineEvents = LogEvents & {
  readonly connection: (state: ConnectionState) => void;
  readonly clock: (state: ClockState) => void;
  readonly registry: () => void;
  /** The folder for received documents cannot be used any more, or can again. */
  readonly folder: () => void;
};

/** Everything that sends and receives for one organisation, wired. */
export class Engine {
  readonly bus: KafkaBus;
  readonly registry: TopicIdRegistry;
  readonly sender: Sender;
  readonly clockCheck: ClockCheck;
  readonly #clock: StoppableClock;
  readonly #clockWatch: ClockWatch;
  readonly #acknowledger: Acknowledger;
  readonly #arriving: Arriving;
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
  #followsInbox = false;

  private constructor(
    { store, log, database }: Journal,
    organisation: OrganisationFile,
    keyRing: KeyRing,
    settings: SettingsStore,
    shards: SpoolShardStore,
    events: EngineEvents,
  ) {
    this.#clock = stoppable(systemClock);
    const clock = this.#clock;
    this.#store = store;
    this.#log = log;
    this.#keyRing = keyRing;
    this.#settings = settings;
    this.#shards = shards;
    this.#events = events;
    this.clockCheck = new ClockCheck(clock, (state) => this.#clockChanged(state));
    this.#clockWatch = new ClockWatch(
      clock,
      () => this.clockCheck.isWrong,
      () => void this.#askTime(),
    );
    this.bus = new KafkaBus(
      organisation.brokers,
      `sealpost-${settings.get('deviceId').slice(0, 8)}`,
      (state) => {
        events.connection(state);
        log.surroundingsChanged();
        if (state.kind === 'connected') this.#connected();
      },
      (observation) => this.clockCheck.observe(observation),
      systemClock,
    );
    const roots = new Map([[organisation.organisation, Buffer.from(organisation.rootCertificate, 'base64')]]);
    this.registry = new TopicIdRegistry(this.bus, new RegistryCache(database), roots, clock, () => {
      events.registry();
      this.#kept.judgeHeld();
      this.#acknowledger.sealWaiting();
    });
    this.#pipeline = new WorkerPipeline(new URL('./pipeline.worker.js', import.meta.url));
    this.#outbox = new Outbox(this.bus, store, clock);
    const own = {
      ...{ identity: keyRing, registry: this.registry, store, log, outbox: this.#outbox, clock },
      clockCheck: this.clockCheck,
    };
    const acknowledger = new Acknowledger({ ...own, retention: () => this.retention ?? defaultRetention });
    this.#acknowledger = acknowledger;
    const folder = new ReceivedFolder(
      () => settings.receivedFolder,
      (path, mark) => settings.rememberReceivedFolder(path, mark),
      systemClock,
    );
    this.folderWatch = new FolderWatch(
      folder,
      (problem) => {
        settings.receivedDirProblem = problem;
        events.folder();
        if (!problem) this.#assembler.roomMayHaveCome();
      },
      systemClock,
    );
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
      clockCheck: this.clockCheck,
      acknowledger,
    });
    const receiver = new Receiver({ ...own, assembler: this.#assembler });
    const dispatcher = new Dispatcher(own);
    this.sender = new Sender({ ...own, bus: this.bus, pipeline: this.#pipeline, dispatcher });
    this.#kept = new KeptRecords(
      store,
      this.bus,
      clock,
      (record, letter) =>
        isDocument(record) ? receiver.judge(record, letter) : acknowledger.judge(record, letter),
      (record) => receiver.lost(record),
    );
    const isWorkingOn = (transferId: string): boolean => this.#assembler.isWorkingOn(transferId);
    this.#arriving = new Arriving(
      {
        ...{ shards, clock },
        ownDestination: () => keyRing.destination() ?? '',
        isKnown: (transferId) => isWorkingOn(transferId) || log.get(transferId) !== null,
      },
      { changed: (rows) => events.changed(rows, []), removed: events.removed },
    );
    const isReceived = (transferId: string): boolean =>
      log.hasReceived(transferId) && !isWorkingOn(transferId);
    this.#inbound = new Inbound(
      { store, shards, identity: keyRing, clock, isReceived },
      {
        kept: (record, opened) => this.#kept.add(record, opened),
        shards: (transferIds) => {
          for (const transferId of transferIds) this.#assembler.shardsArrived(transferId);
          this.#arriving.shardsArrived(transferIds);
        },
      },
    );
    this.#outbox.listen(outboxListeners(dispatcher, acknowledger));
  }

  static async open(
    journal: Journal,
    profileDir: string,
    organisation: OrganisationFile,
    keyRing: KeyRing,
    settings: SettingsStore,
    events: EngineEvents,
  ): Promise<Engine> {
    const shards = await SpoolShardStore.open(join(profileDir, 'incoming'), systemClock);
    return new Engine(journal, organisation, keyRing, settings, shards, events);
  }

  start(): void {
    void this.folderWatch.start();
    void this.registry.follow();
    void this.#kept.resume();
    this.sender.resume();
    this.#acknowledger.sealWaiting();
    this.#clockWatch.start();
    this.bus.start();
    this.followInbox();
    void this.#sweep();
    every(this.#clock, sweepEvery, () => void this.#sweep());
    every(this.#clock, refreshEvery, () => void this.#refresh());
  }

  /**
   * Follows the own inbox, once a certificate of a key that this installation holds was issued. Whether
   * that one is valid now does not matter: what comes meanwhile must not be lost.
   */
  followInbox(): void {
    const destination = this.#keyRing.destination();
    if (!destination || this.#followsInbox || !this.#isCertified(destination)) return;
    this.#followsInbox = true;
    void this.bus
      .followInbox(destination, this.#settings.get('deviceId'), async (records) => {
        const newest = Math.max(...records.map(({ brokerTime }) => brokerTime));
        if (this.clockCheck.isBehind(newest)) void this.#askTime();
        await this.#inbound.accept(records);
      })
      .then(() => this.#askTime());
  }

  arriving(): readonly Transfer[] {
    return this.#arriving.rows();
  }

  async close(): Promise<void> {
    // Nothing of it wakes up any more: the journal is closed next.
    this.#clock.stop();
    this.folderWatch.stop();
    this.sender.stop();
    await this.bus.close();
    await this.#pipeline.close();
    await this.#shards.close();
  }

  #connected(): void {
    void this.#outbox.pump();
    this.#kept.judgeHeld();
    this.#acknowledger.sealWaiting();
    this.sender.connected();
    void this.#askTime();
  }

  #isCertified(destination: string): boolean {
    return this.#keyRing.kids().some((kid) => this.registry.knowsKey(destination, kid));
  }

  /** What waited for the clock goes on; what was judged by it is judged again. */
  #clockChanged(state: ClockState): void {
    this.#events.clock(state);
    this.#log.surroundingsChanged();
    this.#kept.judgeHeld();
    this.#acknowledger.sealWaiting();
    this.sender.connected();
  }

  async #askTime(): Promise<void> {
    const destination = this.#keyRing.destination();
    if (destination && this.#followsInbox && this.bus.state().kind === 'connected')
      await askTime(this.bus, destination);
  }

  /** The transfer is in the log now, mostly in the row that its shards had. */
  arrived(transfer: Transfer): void {
    this.#arriving.taken(transfer);
  }

  async #refresh(): Promise<void> {
    try {
      await this.registry.readToEnd();
    } catch (error) {
      if (!isTemporary(error)) console.error('reading the registry failed', error);
    }
  }

  /** R of the own inbox, in milliseconds; null before it was read. */
  get retention(): number | null {
    return this.bus.retentionOf(this.#keyRing.destination() ?? '');
  }

  async #sweep(): Promise<void> {
    this.#log.surroundingsChanged();
    if (this.retention !== null) this.#store.prune(this.#clock.now() - this.retention - journalOutlives);
    await this.#shards
      .removeExpired(this.#clock.now())
      .catch((error: unknown) => console.error('clearing the spool failed', error));
  }
}

import { join } from 'node:path';
import type { ServerSecrets } from '../../shared/server-access.ts';
import { KafkaBus } from '../kafka/kafka-bus.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { WorkerPipeline } from '../pipeline/pipeline.ts';
import { TopicIdRegistry } from '../registry/id-registry.ts';
import { clearFolders } from '../storage/clear-folders.ts';
import { FolderDocumentStore } from '../storage/document-store.ts';
import { FolderWatch } from '../storage/folder-watch.ts';
import { ReceivedFolder } from '../storage/received-folder.ts';
import { RegistryCache } from '../storage/registry-cache.ts';
import type { OrganisationFile, SettingsStore } from '../storage/settings-store.ts';
import { SpoolShardStore } from '../storage/shard-store.ts';
import type { Clock } from '../transfers/ports.ts';
import { Engine } from './engine.ts';
import type { EngineEvents } from './engine-ports.ts';
import type { Journal } from './journal.ts';

type Installation = {
  readonly clock: Clock;
  readonly journal: Journal;
  readonly profileDir: string;
  readonly organisation: OrganisationFile;
  readonly secrets: ServerSecrets;
  readonly keyRing: KeyRing;
  readonly settings: Settings;
};

/** What the engine's edges ask of what a person chose. */
type Settings = Pick<
  SettingsStore,
  'receivedFolder' | 'rememberReceivedFolder' | 'receivedDirProblem' | 'foldersToClear' | 'cleared'
> & {
  get(name: 'deviceId'): string;
};

export type Events = EngineEvents & {
  /** The folder for received documents cannot be used any more, or can again. */
  readonly folder: () => void;
};

type Line = { readonly bus: KafkaBus; readonly registry: TopicIdRegistry };

/** The engine over this computer's edges: Kafka, files, worker threads, the profile's keys and settings. */
export class LocalEngine {
  readonly engine: Engine;
  readonly folderWatch: FolderWatch;
  /** The engine's own line to Kafka: a registrar works over it too. */
  readonly line: Line;

  private constructor(engine: Engine, folderWatch: FolderWatch, line: Line) {
    this.engine = engine;
    this.folderWatch = folderWatch;
    this.line = line;
  }

  static async open(installation: Installation, events: Events): Promise<LocalEngine> {
    const { clock, journal, profileDir, organisation, secrets, keyRing, settings } = installation;
    const deviceId = settings.get('deviceId');
    const roots = new Map([[organisation.organisation, Buffer.from(organisation.rootCertificate, 'base64')]]);
    const folder = new ReceivedFolder(
      () => settings.receivedFolder,
      (path, mark) => settings.rememberReceivedFolder(path, mark),
      clock,
    );
    const documents = new FolderDocumentStore(folder);
    void clearFolders(settings);
    let line: Line | null = null;
    const engine = new Engine(
      {
        ...{ clock, identity: keyRing, store: journal.store, log: journal.log, documents },
        deviceId,
        connect: (running, listeners) => {
          const clientId = `sealpost-${deviceId.slice(0, 8)}`;
          const { connection, observed } = listeners;
          // Its own end takes time too: that clock goes on when the engine's has stopped.
          const bus = new KafkaBus(organisation, secrets, clientId, connection, observed, clock);
          const cache = new RegistryCache(journal.database);
          line = { bus, registry: new TopicIdRegistry(bus, cache, roots, running, listeners.registry) };
          return line;
        },
        pipeline: new WorkerPipeline(new URL('./pipeline.worker.js', import.meta.url)),
        shards: await SpoolShardStore.open(join(profileDir, 'incoming'), clock),
      },
      events,
    );
    const watch = new FolderWatch(
      folder,
      (problem) => {
        settings.receivedDirProblem = problem;
        events.folder();
        if (!problem) engine.roomMayHaveCome();
      },
      clock,
    );
    if (!line) throw new Error('the engine made no line to Kafka');
    return new LocalEngine(engine, watch, line);
  }

  start(): void {
    void this.folderWatch.start();
    this.engine.start();
  }

  async close(): Promise<void> {
    this.folderWatch.stop();
    await this.engine.stop();
  }
}

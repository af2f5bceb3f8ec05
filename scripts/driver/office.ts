import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../main/clock/system-clock.ts';
import type { Authority } from '../../main/registrar/authority.ts';
import { RegistrarLine } from '../../main/registrar/registrar-line.ts';
import { askedFor } from '../../main/registrar/request-book.ts';
import type { ServerAccess } from '../../shared/server-access.ts';
import { foundIn } from '../organisation/authority-keys.ts';
import { forEverybody } from '../organisation/server.ts';
import { kafkaElsewhere, LocalKafka, type OfficeKafka } from './kafka-local.ts';
import { SecureKafka } from './kafka-secure.ts';
import { type AppOptions, RunningApp } from './running-app.ts';

export type OfficeOptions = {
  readonly checkoutDir: string;
  readonly electron: string;
  readonly kafkaLibsDir: string | null;
  /** A running Kafka, or null to start one. */
  readonly brokers: readonly string[] | null;
  /** The one that is started has TLS, sign-in and ACLs. */
  readonly secure: boolean;
  /** Everything of this office is below it. */
  readonly dir: string;
};

export const optionsFromEnvironment = (dir: string): OfficeOptions => ({
  dir,
  checkoutDir: needed('SEALPOST_CHECKOUT'),
  electron: needed('SEALPOST_ELECTRON'),
  kafkaLibsDir: process.env.SEALPOST_KAFKA ?? null,
  brokers: process.env.KAFKA_BROKERS?.split(',') ?? null,
  secure: process.env.SEALPOST_SECURE === '1',
});

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start this with npm run`);
  return value;
}

function kafkaOf(options: OfficeOptions, ended?: AbortSignal): Promise<OfficeKafka> | OfficeKafka {
  if (options.brokers) return kafkaElsewhere(options.brokers);
  if (!options.kafkaLibsDir) throw new Error('neither KAFKA_BROKERS nor a local Kafka is there');
  const dir = join(options.dir, 'kafka');
  return options.secure
    ? SecureKafka.start(options.kafkaLibsDir, dir, ended)
    : LocalKafka.start(options.kafkaLibsDir, dir, ended);
}

/** A whole small office for demos and tests: Kafka, an organisation with its registrar, and people's apps. */
export class Office {
  readonly options: OfficeOptions;
  readonly kafka: OfficeKafka;
  readonly organisation: Authority;
  readonly registrar: RegistrarLine;
  readonly apps = new Map<string, RunningApp>();
  #answers = false;

  private constructor(
    options: OfficeOptions,
    kafka: OfficeKafka,
    organisation: Authority,
    registrar: RegistrarLine,
  ) {
    this.options = options;
    this.kafka = kafka;
    this.organisation = organisation;
    this.registrar = registrar;
  }

  /** @param ended gives up at once and leaves nothing running */
  static async open(options: OfficeOptions, organisationName = 'acme', ended?: AbortSignal): Promise<Office> {
    mkdirSync(options.dir, { recursive: true });
    const kafka = await kafkaOf(options, ended);
    try {
      const { access, secrets } = kafka.registrar;
      const organisation = await foundIn(join(options.dir, 'organisation'), organisationName);
      let office: Office | null = null;
      const registrar = await RegistrarLine.open({
        ...{ authority: organisation, access, secrets, clock: systemClock },
        mayApprove: (destination, kid) => office?.isOwnRequest(destination, kid) ?? false,
      });
      office = new Office(options, kafka, organisation, registrar);
      return office;
    } catch (error) {
      await kafka.stop();
      throw error;
    }
  }

  /** How the registrar reaches the servers. */
  get access(): ServerAccess {
    return this.kafka.registrar.access;
  }

  /** What stands in the connection file: each person signs in with a name of their own. */
  get accessOfEverybody(): ServerAccess {
    return forEverybody(this.access);
  }

  /** Where the servers are, `host:port`. */
  get brokers(): readonly string[] {
    return this.access.brokers;
  }

  get rootCertificatePath(): string {
    return join(this.organisation.dir, 'root.pem');
  }

  /** From now on requests of the people who were made here are answered. */
  async answerRequests(): Promise<void> {
    this.#answers = true;
    await this.registrar.registrar.tend();
  }

  /** Certifies a request, PKCS#10, as the command line does. @returns DER, the destination's first */
  certify(request: Buffer, destination: string): Promise<readonly Buffer[]> {
    return this.registrar.registrar.certify(askedFor(request, destination, systemClock.now()));
  }

  /** Nobody else's: on a shared Kafka another office's alice@acme asks on the same topic. */
  isOwnRequest(destination: string, kid: string): boolean {
    const app = this.#answers && this.apps.get(destination);
    if (!app) return false;
    const dir = join(app.options.profileDir, 'keys');
    return existsSync(dir) && readdirSync(dir).some((name) => name.endsWith(`${kid}.key`));
  }

  /** Makes a person's app; it is started by its own `start`. */
  person(name: string, label: string, more: Partial<AppOptions> = {}): RunningApp {
    const destination = `${name}@${this.organisation.name}`;
    const home = join(this.options.dir, name);
    const app = new RunningApp({
      checkoutDir: this.options.checkoutDir,
      electron: this.options.electron,
      profileDir: join(home, 'profile'),
      receivedDir: join(home, 'Received documents'),
      destination,
      label,
      signIn: () => this.kafka.personFor(destination),
      connectionFile: this.organisation.connectionFile(this.accessOfEverybody),
      demo: null,
      ...more,
    });
    this.apps.set(destination, app);
    return app;
  }

  async close(): Promise<void> {
    await Promise.all([...this.apps.values()].map((app) => app.stop()));
    await this.registrar.close().catch(() => {});
    await this.kafka.stop();
  }
}

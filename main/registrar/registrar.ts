import type {
  CertificateRequest,
  Comparison,
  OldKey,
  RegistrarFailure,
  RegistrarStatus,
  RevocationReason,
} from '../../shared/registrar.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { readCertificate } from '../pki/certificate.ts';
import { REGISTRY_TOPIC, REQUESTS_TOPIC } from '../protocol/destination.ts';
import { HOUR, MINUTE } from '../protocol/limits.ts';
import { refusalKey, refusalReason } from '../protocol/registry-record.ts';
import { TopicEnd } from '../registry/topic-end.ts';
import { type Clock, type InboundRecord, isTemporary, PublishRefused } from '../transfers/ports.ts';
import type { Authority } from './authority.ts';
import { authorityStatus } from './authority-status.ts';
import type { RequestJudgement } from './judge-request.ts';
import type { DecidedBy } from './ledger.ts';
import { Lists } from './lists.ts';
import { publishAgain } from './publish-again.ts';
import { publishCertificate } from './publish-certificate.ts';
import { publishFailure } from './publish-failure.ts';
import { Questions } from './questions.ts';
import type { RegistrarBus, RegistrarRegistry } from './registrar-ports.ts';
import { type Asked, askedIn, askedInFile, shownRequest } from './request-book.ts';
import { ownCertificates, revokeOwn } from './revoke-own.ts';
import type { RootCopy } from './root-copy.ts';

/** A renewal that follows another registrar's certificate is left to that one for so long. */
const leftToOther = 10 * MINUTE;
const mostDecided = 100;
const lookEvery = HOUR;

type Outcome = Result<null, RegistrarFailure>;

export type RegistrarOptions = {
  readonly authority: Authority;
  readonly bus: RegistrarBus;
  readonly registry: RegistrarRegistry;
  readonly clock: Clock;
  /** Approves by itself: this installation's own keys, and those of a demo. */
  readonly mayApprove: (destination: string, kid: string) => boolean;
  readonly changed: () => void;
};

/** Answers requests for certificates, and keeps the lists of revoked ones in date (protocol.md 7). */
export class Registrar {
  readonly authority: Authority;
  readonly lists: Lists;
  readonly #options: RegistrarOptions;
  readonly #questions: Questions;
  #decided: readonly CertificateRequest[] = [];
  /** One act at a time: two would number a list, or answer a request, twice. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #end: TopicEnd;
  #isCompared = false;
  #lookedAt: number | null = null;
  #cancelTick: () => void = () => {};
  #closed = false;

  constructor(options: RegistrarOptions) {
    const { authority, bus, registry, clock } = options;
    this.#options = options;
    this.authority = authority;
    this.lists = new Lists(authority, bus, registry, clock);
    this.#questions = new Questions(authority, registry, clock);
    this.#end = new TopicEnd(() => bus.endOf(REQUESTS_TOPIC), clock);
  }

  async start(): Promise<void> {
    this.#tick();
    await this.#options.bus.followFromStart(
      REQUESTS_TOPIC,
      'registrar',
      (records) => this.#read(records),
      false,
    );
  }

  close(): void {
    this.#closed = true;
    this.#cancelTick();
    this.#end.close();
  }

  /** Every request that stands in the topic now was looked at. @throws ConnectionLost, TopicUnavailable, BusFault */
  readRequests(): Promise<void> {
    return this.#end.reach();
  }

  /** The connection is there, or the registry changed: what waited for that is done. */
  async tend(): Promise<void> {
    const { bus } = this.#options;
    if (this.#closed || bus.state().kind !== 'connected') return;
    await this.#inTurn(async () => {
      try {
        await this.#compareOnce();
        await this.lists.tend();
        for (const asked of this.#questions.book.all) await this.#answerByRule(asked);
      } catch (error) {
        if (!isTemporary(error) && !(error instanceof PublishRefused)) throw error;
        // It is due still, and says so.
      }
    });
    this.#options.changed();
  }

  /** At most 500 requests, those that wait first. */
  status(): RegistrarStatus {
    const waiting = this.#questions
      .waiting()
      .map(({ asked, judged }) => this.#shown(asked, judged, { kind: 'waiting' }));
    // Asked again after a refusal: it is one request.
    const waits = new Set(waiting.map(({ id }) => id));
    return {
      organisation: this.authority.name,
      requests: [...waiting, ...this.#decided.filter(({ id }) => !waits.has(id))].slice(0, 500),
      waiting: waiting.length,
      people: this.#options.registry.known().filter((one) => this.authority.owns(one)).length,
      lookedAt: this.#lookedAt,
      authority: authorityStatus(this.authority, this.lists, this.#options.registry),
    };
  }

  /** A request that came as a file. @returns its id, or null where it may not be certified */
  take(file: Buffer): string | null {
    const asked = askedInFile(file, this.#options.clock.now());
    if (!asked || !this.authority.owns(asked.record.destination)) return null;
    this.#questions.book.add(asked);
    this.#options.changed();
    return asked.id;
  }

  /** PKCS#10 of a waiting request, DER. */
  requestOf(id: string): Buffer | null {
    return this.#questions.book.get(id)?.record.request ?? null;
  }

  /** Certifies what was compared elsewhere. @returns DER, leaf first. @throws what publishing throws */
  certify(asked: Asked): Promise<readonly Buffer[]> {
    return this.#inTurn(async () => {
      const judged = this.#questions.judged(asked) ?? { kind: 'new' as const, current: null };
      return this.#issue(asked, judged, 'command', null);
    });
  }

  approve(id: string, compared: Comparison, oldKey: OldKey | null): Promise<Outcome> {
    return this.#act(async () => {
      const asked = this.#questions.book.get(id);
      const judged = asked && this.#questions.judged(asked);
      if (!asked || !judged) return failed({ kind: 'decided-already' });
      if (judged.kind === 'new-key' && oldKey) {
        revokeOwn(
          this.authority,
          this.#options.registry,
          asked.record.destination,
          oldKey === 'lost' ? 'stolen' : 'broken',
          this.#options.clock.now(),
        );
        this.lists.renewPeople();
      }
      await this.#issue(asked, judged, 'person', compared);
      return ok(null);
    });
  }

  /** @param words what the person reads; lines become one, and what is longer than a record takes is cut */
  refuse(id: string, words: string): Promise<Outcome> {
    const reason = refusalReason(words);
    return this.#act(async () => {
      const asked = this.#questions.book.get(id);
      if (!asked) return failed({ kind: 'decided-already' });
      const { destination, kid } = asked.record;
      const judged = this.#questions.judged(asked);
      const value = this.authority.refuse(destination, kid, reason);
      await this.#options.bus.publishPlain(REGISTRY_TOPIC, refusalKey(destination, kid), value);
      this.#questions.book.remove(id);
      const at = this.#options.clock.now();
      if (judged) this.#decide(this.#shown(asked, judged, { kind: 'refused', at, reason }));
      return ok(null);
    });
  }

  /** Revokes a certificate that this registrar issued. */
  revoke(destination: string, fingerprint: string, why: RevocationReason, note: string): Promise<Outcome> {
    return this.#act(async () => {
      const found = ownCertificates(this.authority, this.#options.registry, destination).find(
        ({ leaf }) => leaf.fingerprint === fingerprint,
      );
      const serial = found && readCertificate(found.chain[0] as Buffer)?.serial;
      if (!found || serial === undefined) return failed({ kind: 'decided-already' });
      this.authority.revoke({ kid: found.leaf.kid, serial }, why, note);
      this.lists.renewPeople();
      await this.lists.tend();
      return ok(null);
    });
  }

  /** Renews the root's list, and revokes an issuing certificate on it where one is named. */
  renewIssuers(copy: RootCopy | null, revoke: bigint | null): Promise<Outcome> {
    return this.#act(async () => {
      this.lists.renewIssuers(copy, revoke);
      await this.lists.tend();
      return ok(null);
    });
  }

  async #read(records: readonly InboundRecord[]): Promise<void> {
    for (const { key, value, brokerTime } of records) {
      const asked = key && value ? askedIn(key.toString(), value, brokerTime) : null;
      if (!asked || !this.authority.owns(asked.record.destination)) continue;
      if (this.#questions.isRefused(asked)) continue;
      this.#questions.book.add(asked);
    }
    const last = records.at(-1);
    if (last) this.#end.readTo(BigInt(last.offset) + 1n);
    this.#lookedAt = this.#options.clock.now();
    await this.tend();
  }

  async #answerByRule(asked: Asked): Promise<void> {
    const { registry, mayApprove, clock } = this.#options;
    const { destination, kid } = asked.record;
    if (registry.knowsKey(destination, kid)) {
      this.#questions.book.remove(asked.id);
      return;
    }
    const judged = this.#questions.judged(asked);
    if (!judged) return;
    const isOthers = judged.current !== null && judged.current.issuer !== this.#issuerFingerprint;
    const isLeft = isOthers && clock.now() - asked.askedAt < leftToOther;
    const byRule = judged.kind === 'renewal' && !isLeft;
    if (!byRule && !mayApprove(destination, kid) && !this.authority.ledger.issued.has(kid)) return;
    await this.#issue(asked, judged, 'policy', null);
  }

  /** Once for each server: what the topic lacks of what this registrar issued is there then. */
  async #compareOnce(): Promise<void> {
    if (this.#isCompared) return;
    const { bus, registry, clock } = this.#options;
    await registry.readToEnd();
    await publishAgain(this.authority, bus, registry, clock.now());
    this.#isCompared = true;
  }

  async #issue(
    asked: Asked,
    judged: RequestJudgement,
    by: DecidedBy,
    compared: Comparison | null,
  ): Promise<readonly Buffer[]> {
    const { bus, clock } = this.#options;
    const certificates = await publishCertificate(this.authority, this.lists, bus, asked, judged, {
      by,
      compared,
    });
    this.#questions.book.remove(asked.id);
    const state = { kind: 'approved', at: clock.now(), by: by === 'policy' ? 'policy' : 'person' } as const;
    this.#decide(this.#shown(asked, judged, state));
    return certificates;
  }

  get #issuerFingerprint(): string {
    return readCertificate(this.authority.issuing)?.fingerprint ?? '';
  }

  #shown(asked: Asked, judged: RequestJudgement, state: CertificateRequest['state']): CertificateRequest {
    return shownRequest(asked, judged.kind, judged.current, this.#options.clock.now(), state);
  }

  #decide(request: CertificateRequest): void {
    const others = this.#decided.filter(({ id }) => id !== request.id);
    this.#decided = [request, ...others].slice(0, mostDecided);
  }

  #tick(): void {
    this.#cancelTick = this.#options.clock.after(lookEvery, () => {
      this.#tick();
      void this.tend();
    });
  }

  /** Acts of a person: what Kafka did not take is said, and the rest is done all the same. */
  async #act(work: () => Promise<Outcome>): Promise<Outcome> {
    try {
      return await this.#inTurn(work);
    } catch (error) {
      return failed({ kind: publishFailure(error) });
    } finally {
      this.#options.changed();
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

import type {
  CertificateRequest,
  Comparison,
  OldKey,
  RegistrarFailure,
  RegistrarStatus,
  RevocationReason,
} from '../../shared/registrar.ts';
import { failed, ok, type Result } from '../../shared/result.ts';
import { REGISTRY_TOPIC, REQUESTS_TOPIC } from '../protocol/destination.ts';
import { DAY, HOUR, MINUTE } from '../protocol/limits.ts';
import { refusalKey, refusalReason } from '../protocol/registry-record.ts';
import { type Clock, isTemporary, PublishRefused } from '../transfers/ports.ts';
import { type Authority, kidOfIssuer } from './authority.ts';
import { authorityStatus } from './authority-status.ts';
import { Decided } from './decided.ts';
import type { RequestJudgement } from './judge-request.ts';
import type { DecidedBy } from './ledger.ts';
import { Lists } from './lists.ts';
import { publishAgain } from './publish-again.ts';
import { publishCertificate } from './publish-certificate.ts';
import { publishFailure } from './publish-failure.ts';
import { Questions } from './questions.ts';
import type { RegistrarBus, RegistrarRegistry } from './registrar-ports.ts';
import { type Asked, askedInFile, shownRequest } from './request-book.ts';
import { RequestReader } from './request-reader.ts';
import { ownCertificates, revokeOwn } from './revoke-own.ts';
import type { RootCopy } from './root-copy.ts';

/** A renewal that follows another registrar's certificate is left to that one for so long. */
const leftToOther = 10 * MINUTE;
/** Longer Kafka keeps no request. */
const waitsFor = 8 * DAY;
const mostShown = 500;
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
  /** This computer's clock is so wrong that nothing may be dated by it. */
  readonly clockIsWrong?: () => boolean;
};

/** Answers requests for certificates, and keeps the lists of revoked ones in date (protocol.md 7). */
export class Registrar {
  readonly authority: Authority;
  readonly lists: Lists;
  readonly #options: RegistrarOptions;
  readonly #questions: Questions;
  readonly #decided = new Decided();
  /** One act at a time: two would number a list, or answer a request, twice. */
  #turn: Promise<unknown> = Promise.resolve();
  readonly #reader: RequestReader;
  #isCompared = false;
  #cancelTick: () => void = () => {};
  #closed = false;

  constructor(options: RegistrarOptions) {
    const { authority, bus, registry, clock } = options;
    this.#options = options;
    this.authority = authority;
    this.lists = new Lists(authority, bus, registry, clock);
    this.#questions = new Questions(authority, registry, clock);
    this.#reader = new RequestReader(this.#questions, authority, bus, clock);
  }

  async start(): Promise<void> {
    this.#tick();
    await this.#options.bus.followFromStart(
      REQUESTS_TOPIC,
      'registrar',
      async (records) => {
        await this.#reader.take(records);
        await this.tend();
      },
      false,
    );
  }

  close(): void {
    this.#closed = true;
    this.#cancelTick();
    this.#reader.close();
  }

  /** Every request that stands in the topic now was looked at. @throws ConnectionLost, TopicUnavailable, BusFault */
  readRequests(): Promise<void> {
    return this.#reader.reach();
  }

  /** The connection is there, or the registry changed: what waited for that is done. */
  async tend(): Promise<void> {
    const { bus, registry, clock, clockIsWrong } = this.#options;
    if (this.#closed || bus.state().kind !== 'connected' || clockIsWrong?.()) return;
    await this.#inTurn(async () => {
      try {
        await registry.refresh();
        await this.#compareOnce();
        await this.lists.tend();
        this.#questions.book.forgetBefore(clock.now() - waitsFor);
        for (const asked of this.#questions.book.all) await this.#answerByRule(asked);
      } catch (error) {
        // It is due still, and says so.
        if (!isTemporary(error) && !(error instanceof PublishRefused))
          console.error('what is due for the organisation was not done', error);
      }
    });
    this.#options.changed();
  }

  /** At most 500 requests, those that wait first. */
  status(): RegistrarStatus {
    const waiting = this.#questions
      .waiting(mostShown)
      .map(({ asked, judged }) => this.#shown(asked, judged, { kind: 'waiting' }));
    const waits = new Set(waiting.map(({ id }) => id));
    return {
      organisation: this.authority.name,
      requests: [...waiting, ...this.#decided.without(waits)].slice(0, mostShown),
      waiting: waiting.length < mostShown ? waiting.length : this.#questions.book.size,
      people: this.#options.registry.known().filter((one) => this.authority.owns(one)).length,
      lookedAt: this.#reader.lookedAt,
      authority: authorityStatus(this.authority, this.lists, this.#options.registry),
    };
  }

  /** A request that came as a file. @returns its id, or null where it may not be certified */
  take(file: Buffer): string | null {
    const asked = askedInFile(file, this.#options.clock.now());
    if (!asked || !this.authority.owns(asked.record.destination)) return null;
    this.#questions.book.add(asked, false);
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
        const why = oldKey === 'lost' ? 'stolen' : 'broken';
        const { registry, clock } = this.#options;
        revokeOwn(this.authority, registry, asked.record.destination, why, '', clock.now());
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
      if (judged) this.#decided.add(this.#shown(asked, judged, { kind: 'refused', at, reason }));
      return ok(null);
    });
  }

  /** Revokes what this registrar issued to an address; `fingerprint` is one of them. */
  revoke(destination: string, fingerprint: string, why: RevocationReason, note: string): Promise<Outcome> {
    return this.#act(async () => {
      const { registry, clock } = this.#options;
      const own = ownCertificates(this.authority, registry, destination);
      if (!own.some(({ leaf }) => leaf.fingerprint === fingerprint))
        return failed({ kind: 'decided-already' });
      // An earlier certificate that still counts would only vouch for the next one.
      revokeOwn(this.authority, registry, destination, why, note, clock.now());
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

  async #answerByRule(asked: Asked): Promise<void> {
    const { registry, mayApprove, clock } = this.#options;
    const { destination, kid } = asked.record;
    if (registry.knowsKey(destination, kid) || this.#questions.isOfAnother(asked)) {
      this.#questions.book.remove(asked.id);
      return;
    }
    const judged = this.#questions.judged(asked);
    if (!judged) return;
    const isOthers = judged.current !== null && !this.#isOwnIssuer(judged.current.issuer);
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
    this.#decided.add(this.#shown(asked, judged, state));
    return certificates;
  }

  #isOwnIssuer(fingerprint: string): boolean {
    const own = kidOfIssuer(this.authority.issuing);
    const issuers = this.#options.registry.issuersOf(this.authority.name);
    return issuers.some((one) => one.fingerprint === fingerprint && one.kid === own);
  }

  #shown(asked: Asked, judged: RequestJudgement, state: CertificateRequest['state']): CertificateRequest {
    return shownRequest(asked, judged.kind, judged.current, this.#options.clock.now(), state);
  }

  #tick(): void {
    this.#cancelTick = this.#options.clock.after(lookEvery, () => {
      this.#tick();
      this.#isCompared = false;
      void this.tend();
    });
  }

  /** Acts of a person: what Kafka did not take is said, and the rest is done all the same. */
  async #act(work: () => Promise<Outcome>): Promise<Outcome> {
    const { clockIsWrong, registry } = this.#options;
    if (clockIsWrong?.()) return failed({ kind: 'clock-wrong' });
    try {
      return await this.#inTurn(async () => {
        // What another registrar did meanwhile counts (protocol.md 7.1).
        await registry.readToEnd();
        return work();
      });
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

import type { IdentityStatus, KeychainFault, Renewal } from '../../shared/identity.ts';
import { certificateRequest } from '../keys/certificate-request.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { type Keychain, KeychainUnavailable, keychainIsAskedOnce } from '../keys/keychain.ts';
import { displayName } from '../protocol/document-name.ts';
import { requestCode } from '../protocol/request-code.ts';
import type { StoredSettings } from '../storage/stored-settings.ts';
import type { Clock, Leaf, MessageBus } from '../transfers/ports.ts';
import { RequestSender } from './request-sender.ts';
import { type AddressRegistry, renewalDue, type Standing, standingOf } from './standing.ts';

type Settings = {
  get<K extends keyof StoredSettings>(key: K): StoredSettings[K];
  set<K extends keyof StoredSettings>(key: K, value: StoredSettings[K]): void;
};
/** The part of the engine that the own address needs. */
export type Connected = {
  readonly bus: Pick<MessageBus, 'state'> & {
    /** Publishes a record that is no letter. @throws as `MessageBus.publish` */
    publishPlain(topic: string, key: string, value: Buffer): Promise<unknown>;
  };
  readonly registry: AddressRegistry;
};

type Parts = {
  readonly settings: Settings;
  readonly keychain: Keychain;
  readonly keyRing: KeyRing;
  readonly clock: Pick<Clock, 'now'>;
  /** This installation founded its organisation. */
  readonly isFounder: () => boolean;
};

/** The own address: how it stands, and the requests for its certificates (protocol.md 7.4). */
export class OwnIdentity {
  readonly #settings: Settings;
  readonly #keychain: Keychain;
  readonly #keyRing: KeyRing;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #isFounder: () => boolean;
  readonly #requests: RequestSender;
  #keysUnreadable = false;
  #keychainFault: KeychainFault = 'locked';
  #making: Promise<string> | null = null;
  #tending: Promise<void> | null = null;

  constructor({ settings, keychain, keyRing, clock, isFounder }: Parts) {
    this.#settings = settings;
    this.#keychain = keychain;
    this.#keyRing = keyRing;
    this.#clock = clock;
    this.#isFounder = isFounder;
    this.#requests = new RequestSender(clock);
  }

  /** The keychain is there, and the keys cannot be read all the same: a file of theirs is damaged. */
  get keysUnreadable(): boolean {
    return this.#keysUnreadable;
  }

  /** Why the keys are locked, where they are. */
  get keychainFault(): KeychainFault {
    return this.#keychainFault;
  }

  /** An address was set up, and its keys are gone. Nothing is made in their place unless the person says so. */
  get keysLost(): 'keyring-emptied' | 'files-missing' | null {
    const own = this.#settings.get('identity');
    if (!own || this.#keysUnreadable) return null;
    if (!this.#keyRing.isUnlocked) return this.#keychainFault === 'another' ? 'keyring-emptied' : null;
    return own.keyed && this.#keyRing.kidsOf(own.destination).length === 0 ? 'files-missing' : null;
  }

  /** Opens the keys where the keychain is there. */
  unlock(): void {
    if (this.#keyRing.isUnlocked) return;
    this.#keysUnreadable = false;
    try {
      this.#keyRing.unlock();
    } catch (error) {
      if (error instanceof KeychainUnavailable) {
        console.error(error.message);
        this.#keychainFault = error.why;
        return;
      }
      console.error('the keys could not be read', error);
      this.#keysUnreadable = true;
    }
  }

  /**
   * Makes the key of an address where there is none. One that was made for an address that set-up gave up
   * is used for this one. @throws KeychainUnavailable
   */
  async makeKey(destination: string): Promise<string> {
    const [kid] = this.#keyRing.kidsOf(destination);
    if (kid !== undefined) return kid;
    const [unused] = this.#keyRing.unusedKids();
    if (unused !== undefined) {
      this.#keyRing.give(unused, destination);
      return unused;
    }
    return this.#newKey(destination);
  }

  /**
   * The keys are lost: a new one for the same address, which the registrar has to approve. What was sent to the old
   * one cannot be opened, unless the keychain that protects it comes back. @throws KeychainUnavailable
   */
  async replaceLostKeys(): Promise<void> {
    const own = this.#settings.get('identity');
    if (!own || this.keysLost === null) return;
    this.#keyRing.setLostAside();
    this.unlock();
    await this.#newKey(own.destination);
    this.keyMade();
  }

  /** From now on a missing key is a lost one. */
  keyMade(): void {
    const own = this.#settings.get('identity');
    if (!own || own.keyed) return;
    try {
      this.#settings.set('identity', { ...own, keyed: true });
    } catch (error) {
      // On a full disk it is remembered at the next start.
      console.error('that a key was made could not be remembered', error);
    }
  }

  /** Back to before the address was chosen. The key stays. */
  forget(): void {
    this.#settings.set('identity', null);
    this.#requests.forget();
  }

  /** @param failed the engine did not start */
  status(engine: Connected | null, failed = false): IdentityStatus {
    const own = this.#own();
    const lost = this.keysLost;
    if (own && lost) return { kind: 'keys-lost', ...own, why: lost };
    if (own && (failed || this.#keysUnreadable)) return { kind: 'not-started', ...own };
    const locked = this.#lockedKeychain(own !== null);
    if (locked) return locked;
    const organisation = this.#settings.get('organisation');
    if (!own || !organisation) {
      const invited = this.#settings.get('invited');
      const name = organisation?.organisation ?? null;
      return { kind: 'not-set-up', organisation: name, invited, founder: this.#isFounder() };
    }
    const standing = this.#standing(own.destination, engine);
    switch (standing.kind) {
      case 'uncertified': {
        const { pending } = standing;
        const code = pending === null ? '' : requestCode(this.#keyRing.publicKey(pending));
        const refusal = this.#refusal(own.destination, pending, engine);
        const request = this.#requests.stateOf(own.destination, pending);
        return { kind: 'waiting-for-certificate', ...own, requestCode: code, request, refusal };
      }
      case 'certified': {
        const { label, fingerprint, notAfter: validUntil } = standing.leaf;
        const keychain = this.#keychain.backend();
        const renewal = this.#renewal(own.destination, standing, engine);
        const { destination } = own;
        return { kind: 'ready', destination, label, fingerprint, validUntil, keychain, renewal };
      }
      case 'not-valid': {
        const { why, since } = standing;
        const renewal = this.#renewal(own.destination, standing, engine);
        return { kind: 'certificate-not-valid', ...own, why, since, renewal };
      }
    }
  }

  /** Does what is due for the own certificate: asks for the first one, or for the next. Safe to call again. */
  tend(engine: Connected): Promise<void> {
    this.#tending ??= this.#tend(engine).finally(() => {
      this.#tending = null;
    });
    return this.#tending;
  }

  /** The person asks again: after a refusal, a revocation, or when nobody answers. */
  async askAgain(engine: Connected): Promise<void> {
    const own = this.#settings.get('identity');
    if (!own || !this.#keyRing.isUnlocked) return;
    const { kind, pending } = this.#standing(own.destination, engine);
    if (pending !== null)
      this.#requests.again(own.destination, pending, engine.registry.refusalOf(own.destination, pending));
    else if (kind !== 'uncertified') await this.#newKey(own.destination);
    await this.tend(engine);
  }

  async #tend(engine: Connected): Promise<void> {
    const own = this.#settings.get('identity');
    if (!own || !this.#keyRing.isUnlocked || this.keysLost) return;
    if (engine.bus.state().kind !== 'connected') return;
    const { destination, label } = own;
    if (this.#keyRing.kidsOf(destination).length === 0) {
      await this.makeKey(destination);
      this.keyMade();
    }
    let standing = this.#standing(destination, engine);
    if (standing.pending === null && this.#isRenewalDue(standing)) {
      await this.#newKey(destination);
      standing = this.#standing(destination, engine);
    }
    const { pending } = standing;
    if (pending === null || !this.#requests.isDue(destination, pending)) return;
    if (this.#refusal(destination, pending, engine) !== null) return;
    const request = this.#keyRing.withPrivateKey(pending, (key) =>
      certificateRequest(key, destination, label),
    );
    const follows = followed(standing);
    const sign = (kid: string, statement: string): Buffer => this.#keyRing.sign(kid, statement);
    await this.#requests.send(engine.bus, { destination, kid: pending, request, follows, sign });
  }

  /** A list that ended is renewed by the registrar; after a revocation only the person asks. */
  #isRenewalDue(standing: Standing): boolean {
    if (standing.kind === 'certified') return this.#clock.now() >= renewalDue(standing.leaf);
    return standing.kind === 'not-valid' && standing.why === 'ended';
  }

  #renewal(
    destination: string,
    standing: Exclude<Standing, { kind: 'uncertified' }>,
    engine: Connected | null,
  ): Renewal {
    const { pending } = standing;
    const leaf = standing.kind === 'certified' ? standing.leaf : standing.last;
    if (pending === null) return { kind: 'not-due', from: renewalDue(leaf) };
    const reason = this.#refusal(destination, pending, engine);
    if (reason !== null) return { kind: 'refused', reason };
    return {
      kind: 'asked',
      since: this.#keyRing.madeAt(pending),
      requestCode: requestCode(this.#keyRing.publicKey(pending)),
      request: this.#requests.stateOf(destination, pending),
    };
  }

  /** Null also where the person asked again since. */
  #refusal(destination: string, kid: string | null, engine: Connected | null): string | null {
    const reason = kid === null ? null : (engine?.registry.refusalOf(destination, kid) ?? null);
    return kid !== null && reason !== null && this.#requests.isAskedAgain(kid, reason) ? null : reason;
  }

  #standing(destination: string, engine: Connected | null): Standing {
    const kids = this.#keyRing.kidsOf(destination);
    return standingOf(destination, kids, engine?.registry ?? null, this.#clock.now());
  }

  #newKey(destination: string): Promise<string> {
    this.#making ??= this.#keyRing.create(destination).finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  #lockedKeychain(setUp: boolean): IdentityStatus | null {
    if (this.#keyRing.isUnlocked || this.#keysUnreadable) return null;
    const backend = this.#keychain.backend();
    if (!setUp && this.#keychain.available()) return null;
    return {
      kind: 'keychain-unavailable',
      ...{ backend, setUp, why: this.#keychainFault },
      restarts: keychainIsAskedOnce && backend !== 'password',
      password: backend === 'password',
    };
  }

  /** A name that was typed or pasted may hold anything: it is cleaned like the names of others. */
  #own(): { readonly destination: string; readonly label: string } | null {
    const own = this.#settings.get('identity');
    return own && { destination: own.destination, label: displayName(own.label) };
  }
}

/** What vouches for the next key: nothing, after a revocation. */
function followed(standing: Standing): Leaf | null {
  if (standing.kind === 'uncertified') return null;
  if (standing.kind === 'certified') return standing.leaf;
  return standing.why === 'revoked' ? null : standing.last;
}

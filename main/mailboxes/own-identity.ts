import type { IdentityStatus, KeychainFault, RequestState } from '../../shared/identity.ts';
import { certificateRequest } from '../keys/certificate-request.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import { type Keychain, KeychainUnavailable, keychainIsAskedOnce } from '../keys/keychain.ts';
import { REQUESTS_TOPIC } from '../protocol/destination.ts';
import { displayName } from '../protocol/document-name.ts';
import { encodeRequest, requestKey } from '../protocol/registry-record.ts';
import { requestCode } from '../protocol/request-code.ts';
import type { StoredSettings } from '../storage/stored-settings.ts';
import {
  type IdRegistry,
  isTemporary,
  type Leaf,
  type MessageBus,
  PublishRefused,
} from '../transfers/ports.ts';
import { type AddressEvent, type AddressState, nextAddressState } from './address-life.ts';

type Settings = {
  get<K extends keyof StoredSettings>(key: K): StoredSettings[K];
  set<K extends keyof StoredSettings>(key: K, value: StoredSettings[K]): void;
};
/** The part of the engine that the own address needs. */
type Connected = {
  readonly bus: Pick<MessageBus, 'state'> & {
    /** Publishes a record that is no letter. @throws as `MessageBus.publish` */
    publishPlain(topic: string, key: string, value: Buffer): Promise<unknown>;
  };
  readonly registry: Pick<IdRegistry, 'newest'> & { knowsKey(destination: string, kid: string): boolean };
};

/** The own address: which step of its life it is in, and the request for its certificate (protocol.md 7.4). */
export class OwnIdentity {
  readonly #settings: Settings;
  readonly #keychain: Keychain;
  readonly #keyRing: KeyRing;
  #keysUnreadable = false;
  #keychainFault: KeychainFault = 'locked';
  #making: Promise<string> | null = null;
  #sending = false;
  #state: AddressState = 'no-key';
  /** Why the request of the key was not taken, as far as it was tried. */
  #refusal: Exclude<RequestState, 'sent'> = 'not-sent';

  constructor(settings: Settings, keychain: Keychain, keyRing: KeyRing) {
    this.#settings = settings;
    this.#keychain = keychain;
    this.#keyRing = keyRing;
  }

  /** The keychain is there, and the keys cannot be read all the same: a file of theirs is damaged. */
  get keysUnreadable(): boolean {
    return this.#keysUnreadable;
  }

  /** Why the keys are locked, where they are. */
  get keychainFault(): KeychainFault {
    return this.#keychainFault;
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
    this.#making ??= this.#keyRing.create(destination).finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  /** Back to before the address was chosen. The key stays. */
  forget(): void {
    this.#settings.set('identity', null);
    this.#state = nextAddressState(this.#state, 'given-up');
    this.#refusal = 'not-sent';
  }

  /** A name that was typed or pasted may hold anything: it is cleaned like the names of others. */
  #own(): { readonly destination: string; readonly label: string } | null {
    const own = this.#settings.get('identity');
    return own && { destination: own.destination, label: displayName(own.label) };
  }

  /** @param failed the engine did not start */
  status(engine: Connected | null, failed = false): IdentityStatus {
    const own = this.#own();
    if (own && (failed || this.#keysUnreadable)) return { kind: 'not-started', ...own };
    if (!this.#keyRing.isUnlocked && !this.#keysUnreadable) {
      const backend = this.#keychain.backend();
      if (own || !this.#keychain.available())
        return {
          kind: 'keychain-unavailable',
          backend,
          why: this.#keychainFault,
          setUp: own !== null,
          restarts: keychainIsAskedOnce,
        };
    }
    const organisation = this.#settings.get('organisation');
    if (!own || !organisation)
      return { kind: 'not-set-up', organisation: organisation?.organisation ?? null };
    const leaf = this.#look(own.destination, engine);
    switch (this.#state) {
      case 'no-key':
        return { kind: 'waiting-for-certificate', ...own, requestCode: '', request: this.#refusal };
      case 'uncertified':
      case 'requested': {
        const code = this.#keyRing
          .kidsOf(own.destination)
          .map((kid) => requestCode(this.#keyRing.publicKey(kid)));
        const request = this.#state === 'requested' ? 'sent' : this.#refusal;
        return { kind: 'waiting-for-certificate', ...own, requestCode: code[0] ?? '', request };
      }
      case 'certified':
      case 'renewing': {
        if (!leaf) return { kind: 'certificate-not-valid', ...own };
        const { label, fingerprint, notAfter: validUntil } = leaf;
        const keychain = this.#keychain.backend();
        return { kind: 'ready', destination: own.destination, label, fingerprint, validUntil, keychain };
      }
      case 'expired':
      case 'revoked':
        return { kind: 'certificate-not-valid', ...own };
    }
  }

  /** What the keys and the registry say now. @returns the own certificate that is valid now, or null */
  #look(destination: string, engine: Connected | null): Leaf | null {
    const kids = this.#keyRing.kidsOf(destination);
    if (kids.length > 0 && this.#state === 'no-key') this.#happened('key-made');
    const verdict = engine?.registry.newest(destination);
    if (verdict?.kind === 'valid' && kids.includes(verdict.leaf.kid)) {
      this.#happened('certificate-valid');
      return verdict.leaf;
    }
    if (kids.some((kid) => engine?.registry.knowsKey(destination, kid))) {
      const isRevoked = verdict?.kind === 'invalid' && verdict.why === 'revoked';
      this.#happened(isRevoked ? 'certificate-revoked' : 'certificate-ended');
    }
    return null;
  }

  #happened(event: AddressEvent): void {
    this.#state = nextAddressState(this.#state, event);
  }

  /** Publishes the request of the own key, until there is a certificate. Safe to call again. */
  async request(engine: Connected): Promise<void> {
    const own = this.#settings.get('identity');
    if (!own || !this.#keyRing.isUnlocked || this.#sending || this.#state === 'requested') return;
    if (engine.bus.state().kind !== 'connected') return;
    this.#sending = true;
    try {
      const kid = await this.makeKey(own.destination);
      this.#look(own.destination, engine);
      const kids = this.#keyRing.kidsOf(own.destination);
      if (kids.some((one) => engine.registry.knowsKey(own.destination, one))) return;
      const der = this.#keyRing.withPrivateKey(kid, (key) =>
        certificateRequest(key, own.destination, own.label),
      );
      await engine.bus.publishPlain(REQUESTS_TOPIC, requestKey(own.destination, kid), encodeRequest(der));
      if (this.#isOwn(own.destination)) this.#happened('request-taken');
    } catch (error) {
      const refusal = requestFailure(error);
      if (this.#isOwn(own.destination)) this.#refusal = refusal;
    } finally {
      this.#sending = false;
    }
  }

  /** Set-up may have been started again meanwhile, with another address. */
  #isOwn(destination: string): boolean {
    return this.#settings.get('identity')?.destination === destination;
  }
}

function requestFailure(error: unknown): Exclude<RequestState, 'sent'> {
  // Sent with the next connection.
  if (isTemporary(error)) return 'not-sent';
  if (error instanceof PublishRefused && (error.why === 'not-allowed' || error.why === 'clock-wrong'))
    return error.why;
  console.error('the request for a certificate was not taken', error);
  return 'not-taken';
}

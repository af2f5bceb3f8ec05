import type { IdentityStatus } from '../shared/identity.ts';
import type { Engine } from './engine.ts';
import { certificateRequest, requestCode } from './keys/certificate-request.ts';
import type { KeyRing } from './keys/key-ring.ts';
import { type Keychain, KeychainUnavailable } from './keys/keychain.ts';
import { REQUESTS_TOPIC } from './protocol/destination.ts';
import { encodeRequest, requestKey } from './protocol/registry-record.ts';
import type { SettingsStore } from './storage/settings-store.ts';

/** The own address: which step of its life it is in, and the request for its certificate (protocol.md 7.4). */
export class OwnIdentity {
  readonly #settings: SettingsStore;
  readonly #keychain: Keychain;
  readonly #keyRing: KeyRing;
  #requested = false;

  constructor(settings: SettingsStore, keychain: Keychain, keyRing: KeyRing) {
    this.#settings = settings;
    this.#keychain = keychain;
    this.#keyRing = keyRing;
  }

  /** Opens the keys where the keychain is there. */
  unlock(): void {
    if (this.#keyRing.isUnlocked) return;
    try {
      this.#keyRing.unlock();
    } catch (error) {
      if (!(error instanceof KeychainUnavailable)) throw error;
    }
  }

  status(engine: Engine | null): IdentityStatus {
    const own = this.#settings.get('identity');
    if (!this.#keyRing.isUnlocked) {
      const backend = this.#keychain.backend();
      if (own || !this.#keychain.available()) return { kind: 'keychain-unavailable', backend };
    }
    const organisation = this.#settings.get('organisation');
    if (!own || !organisation)
      return { kind: 'not-set-up', organisation: organisation?.organisation ?? null };
    const verdict = engine?.registry.newest(own.destination);
    if (verdict?.kind === 'valid' && this.#keyRing.holds(verdict.leaf.kid)) {
      const { label, fingerprint, notAfter } = verdict.leaf;
      return {
        kind: 'ready',
        destination: own.destination,
        label,
        fingerprint,
        validUntil: notAfter,
        keychain: this.#keychain.backend(),
      };
    }
    const kid = this.#keyRing.kids()[0];
    const certified = kid !== undefined && engine?.registry.knowsKey(own.destination, kid);
    if (certified) return { kind: 'certificate-not-valid', ...own };
    const code = kid === undefined ? '' : requestCode(this.#keyRing.publicKey(kid));
    return { kind: 'waiting-for-certificate', ...own, requestCode: code };
  }

  /** Makes the key and publishes its request, until there is a certificate. Safe to call again. */
  async request(engine: Engine): Promise<void> {
    const own = this.#settings.get('identity');
    if (!own || !this.#keyRing.isUnlocked || this.#requested) return;
    if (engine.bus.state().kind !== 'connected') return;
    const kid = this.#keyRing.kids()[0] ?? (await this.#keyRing.create());
    if (engine.registry.knowsKey(own.destination, kid)) return;
    this.#requested = true;
    try {
      const der = this.#keyRing.withPrivateKey(kid, (key) =>
        certificateRequest(key, own.destination, own.label),
      );
      await engine.bus.publishPlain(REQUESTS_TOPIC, requestKey(own.destination, kid), encodeRequest(der));
    } catch (error) {
      this.#requested = false;
      throw error;
    }
  }
}

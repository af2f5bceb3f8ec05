import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeWhole } from '../files/whole-file.ts';
import { openEnvelope } from '../protocol/envelope.ts';
import { kidOf } from '../protocol/keys.ts';
import { signStatement } from '../protocol/signature.ts';
import type { EnvelopeUse, Identity, OpenedEnvelope } from '../transfers/ports.ts';
import type { Keychain } from './keychain.ts';

const newKeyBits = 3072;

/** The own private keys: on disk only under the OS keychain, in memory only in this process. */
export class KeyRing implements Identity {
  readonly #dir: string;
  readonly #keychain: Keychain;
  readonly #own: () => string | null;
  readonly #keys = new Map<string, KeyObject>();
  #unlocked = false;

  constructor(dir: string, keychain: Keychain, own: () => string | null) {
    this.#dir = dir;
    this.#keychain = keychain;
    this.#own = own;
  }

  /** Reads the keys. @throws KeychainUnavailable */
  unlock(): void {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.#dir)) {
      if (!name.endsWith('.key')) continue;
      const pem = this.#keychain.reveal(readFileSync(join(this.#dir, name)));
      this.#add(createPrivateKey(pem));
    }
    // With no key yet, the keychain must be there before one is made.
    if (this.#keys.size === 0) this.#keychain.protect('sealpost');
    this.#unlocked = true;
  }

  get isUnlocked(): boolean {
    return this.#unlocked;
  }

  /** Makes a key and keeps it under the keychain. @returns its kid. @throws KeychainUnavailable */
  async create(): Promise<string> {
    const { privateKey } = await promisify(generateKeyPair)('rsa', {
      modulusLength: newKeyBits,
      publicExponent: 65_537,
    });
    const blob = this.#keychain.protect(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const kid = kidOf(createPublicKey(privateKey));
    writeWhole(join(this.#dir, `${kid}.key`), blob);
    // Only now: a key that is certified and then not there would open nothing.
    return this.#add(privateKey);
  }

  kids(): readonly string[] {
    return [...this.#keys.keys()];
  }

  publicKey(kid: string): KeyObject {
    return createPublicKey(this.#key(kid));
  }

  /** Lets `work` use a private key without handing it on. */
  withPrivateKey<T>(kid: string, work: (key: KeyObject) => T): T {
    return work(this.#key(kid));
  }

  destination(): string | null {
    return this.#unlocked ? this.#own() : null;
  }

  holds(kid: string): boolean {
    return this.#keys.has(kid);
  }

  async open(
    kid: string,
    messageType: string,
    use: EnvelopeUse,
    body: Buffer,
  ): Promise<OpenedEnvelope | null> {
    return openEnvelope(this.#key(kid), messageType, use, body);
  }

  sign(kid: string, statement: string): Buffer {
    return signStatement(this.#key(kid), statement);
  }

  #add(key: KeyObject): string {
    const kid = kidOf(createPublicKey(key));
    this.#keys.set(kid, key);
    return kid;
  }

  #key(kid: string): KeyObject {
    const key = this.#keys.get(kid);
    if (!key) throw new Error('this key is not held');
    return key;
  }
}

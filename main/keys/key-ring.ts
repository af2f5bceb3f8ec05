import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeWhole } from '../files/whole-file.ts';
import { openEnvelope } from '../protocol/envelope.ts';
import { kidOf } from '../protocol/keys.ts';
import { signStatement } from '../protocol/signature.ts';
import type { EnvelopeUse, Identity, OpenedEnvelope } from '../transfers/ports.ts';
import { type Keychain, KeychainUnavailable } from './keychain.ts';

const newKeyBits = 3072;

/** The own private keys: on disk only under the OS keychain, in memory only in this process. */
export class KeyRing implements Identity {
  readonly #dir: string;
  readonly #keychain: Keychain;
  readonly #own: () => string | null;
  readonly #keys = new Map<string, { readonly key: KeyObject; destination: string | null }>();
  #unlocked = false;

  constructor(dir: string, keychain: Keychain, own: () => string | null) {
    this.#dir = dir;
    this.#keychain = keychain;
    this.#own = own;
  }

  /** Reads the keys. @throws KeychainUnavailable */
  unlock(): void {
    mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
    for (const name of this.#names(setAside)) this.#takeBack(name);
    // Where one keyring opens some of them, those of another one wait beside.
    const names = this.#names('.key');
    if (names.some((name) => this.#isRevealed(name))) this.setLostAside();
    for (const name of this.#names('.key')) {
      const pem = this.#keychain.reveal(readFileSync(join(this.#dir, name)));
      this.#add(createPrivateKey(pem), destinationIn(name));
    }
    // With no key yet, the keychain must be there before one is made.
    if (this.#keys.size === 0) this.#keychain.protect('sealpost');
    this.#unlocked = true;
  }

  get isUnlocked(): boolean {
    return this.#unlocked;
  }

  /**
   * Puts keys aside that the keychain does not give, so that a new one can be made. Nothing is deleted: they are
   * taken back once the keychain that protects them is there again.
   */
  setLostAside(): void {
    for (const name of this.#names('.key')) {
      if (!this.#isRevealed(name)) renameSync(join(this.#dir, name), join(this.#dir, name + setAside));
    }
  }

  /** When the key was made, milliseconds since 1970. */
  madeAt(kid: string): number {
    return statSync(this.#pathOf(kid, this.#keys.get(kid)?.destination ?? null)).mtimeMs;
  }

  /** Makes a key of an address and keeps it under the keychain. @returns its kid. @throws KeychainUnavailable */
  async create(destination: string): Promise<string> {
    const { privateKey } = await promisify(generateKeyPair)('rsa', {
      modulusLength: newKeyBits,
      publicExponent: 65_537,
    });
    const blob = this.#keychain.protect(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const kid = kidOf(createPublicKey(privateKey));
    writeWhole(this.#pathOf(kid, destination), blob);
    // Only now: a key that is certified and then not there would open nothing.
    return this.#add(privateKey, destination);
  }

  /** Keys of an address, the oldest first. One whose file names none is of the address that set-up made. */
  kidsOf(destination: string): readonly string[] {
    const own = this.#own();
    return [...this.#keys].filter(([, one]) => (one.destination ?? own) === destination).map(([kid]) => kid);
  }

  /** Keys of no address that this installation has now: set-up gave them up. */
  unusedKids(): readonly string[] {
    const own = this.#own();
    return [...this.#keys]
      .filter(([, one]) => own === null || (one.destination ?? own) !== own)
      .map(([kid]) => kid);
  }

  /** Gives an unused key to another address. */
  give(kid: string, destination: string): void {
    const one = this.#keys.get(kid);
    if (!one) throw new Error('this key is not held');
    renameSync(this.#pathOf(kid, one.destination), this.#pathOf(kid, destination));
    one.destination = destination;
  }

  publicKey(kid: string): KeyObject {
    return createPublicKey(this.#key(kid));
  }

  /** Lets `work` use a private key without handing it on. */
  withPrivateKey<T>(kid: string, work: (key: KeyObject) => T): T {
    return work(this.#key(kid));
  }

  addresses(): readonly { readonly destination: string; readonly kids: readonly string[] }[] {
    const own = this.#unlocked ? this.#own() : null;
    return own === null ? [] : [{ destination: own, kids: this.kidsOf(own) }];
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

  /** Files of this ending, the oldest first. */
  #names(ending: string): readonly string[] {
    const madeAt = (name: string): number => statSync(join(this.#dir, name)).mtimeMs;
    return readdirSync(this.#dir)
      .filter((name) => name.endsWith(ending))
      .sort((a, b) => madeAt(a) - madeAt(b));
  }

  #isRevealed(name: string): boolean {
    try {
      this.#keychain.reveal(readFileSync(join(this.#dir, name)));
      return true;
    } catch (error) {
      if (error instanceof KeychainUnavailable && error.why === 'another') return false;
      throw error;
    }
  }

  #takeBack(name: string): void {
    if (!this.#isRevealed(name)) return;
    renameSync(join(this.#dir, name), join(this.#dir, name.slice(0, -setAside.length)));
  }

  #add(key: KeyObject, destination: string | null): string {
    const kid = kidOf(createPublicKey(key));
    this.#keys.set(kid, { key, destination });
    return kid;
  }

  #pathOf(kid: string, destination: string | null): string {
    return join(this.#dir, destination === null ? `${kid}.key` : `${destination}.${kid}.key`);
  }

  #key(kid: string): KeyObject {
    const one = this.#keys.get(kid);
    if (!one) throw new Error('this key is not held');
    return one.key;
  }
}

/** Behind the name of a key that the keychain did not give. */
const setAside = '.lost';

/** The address that a key file names; files of earlier versions name none. */
const destinationIn = (name: string): string | null => /^(.+)\.[0-9a-f]{32}\.key$/.exec(name)?.[1] ?? null;

import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
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
    for (const name of readdirSync(this.#dir)) {
      if (!name.endsWith('.key')) continue;
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

  /** Keys of an address. One whose file names none is of the address that set-up made. */
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

/** The address that a key file names; files of earlier versions name none. */
const destinationIn = (name: string): string | null => /^(.+)\.[0-9a-f]{32}\.key$/.exec(name)?.[1] ?? null;

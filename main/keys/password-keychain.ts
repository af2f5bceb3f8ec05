import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files/whole-file.ts';
import { openAead, sealAead } from '../protocol/aead.ts';
import { type Keychain, KeychainUnavailable } from './keychain.ts';
import { openWithPassword, sealWithPassword } from './password-box.ts';

const purpose = 'sealpost keychain';
const nonceBytes = 12;
const context = Buffer.from('sealpost secret');

/**
 * A keychain for a computer that has none: one random key, kept in a file under the person's password, protects
 * all secrets. The password is typed once in each run.
 */
export class PasswordKeychain implements Keychain {
  readonly #path: string;
  #key: Buffer | null = null;
  #fault: 'password' | 'wrong-password' = 'password';

  constructor(dir: string) {
    this.#path = join(dir, 'password.box');
  }

  backend(): string {
    return 'password';
  }

  /** A password was chosen before. */
  get isChosen(): boolean {
    return existsSync(this.#path);
  }

  available(): boolean {
    return this.#key !== null;
  }

  /** Chooses the password, once. @throws the system's error where the file is not written */
  async choose(password: string): Promise<void> {
    const key = randomBytes(32);
    writeWhole(this.#path, await sealWithPassword(key, password, purpose));
    this.#key = key;
  }

  /** @returns whether it was the password */
  async unlock(password: string): Promise<boolean> {
    const key = await openWithPassword(readFileSync(this.#path), password, purpose);
    this.#fault = key ? 'password' : 'wrong-password';
    this.#key = key ?? this.#key;
    return key !== null;
  }

  protect(secret: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    return Buffer.concat([nonce, sealAead(this.#opened(), nonce, context, Buffer.from(secret))]);
  }

  reveal(blob: Buffer): string {
    const nonce = blob.subarray(0, nonceBytes);
    const plain =
      blob.length > nonceBytes ? openAead(this.#opened(), nonce, context, blob.subarray(nonceBytes)) : null;
    if (!plain) throw new KeychainUnavailable(this.backend(), 'another');
    return plain.toString();
  }

  #opened(): Buffer {
    if (!this.#key) throw new KeychainUnavailable(this.backend(), this.#fault);
    return this.#key;
  }
}

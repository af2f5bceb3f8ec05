import type { RegistrarStatus } from '../../shared/registrar.ts';
import type { Keychain } from '../keys/keychain.ts';
import type { Clock } from '../transfers/ports.ts';
import { Authority } from './authority.ts';
import { hasAuthority } from './authority-file.ts';
import { Registrar } from './registrar.ts';
import type { RegistrarBus, RegistrarRegistry } from './registrar-ports.ts';
import type { RootCopy } from './root-copy.ts';

type Line = {
  readonly bus: RegistrarBus;
  readonly registry: RegistrarRegistry;
  /** Keys of this installation: it need not compare a code with itself. */
  readonly isOwn: (destination: string, kid: string) => boolean;
  readonly clockIsWrong: () => boolean;
};

/** What makes an installation its organisation's registrar: its authority, at work while there is a connection. */
export class RegistrarDesk {
  readonly #dir: string;
  readonly #keychain: Keychain;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #authority: Authority | null = null;
  #registrar: Registrar | null = null;
  #isTending = false;
  #isDue = false;

  /** @param dir below the profile; it is made with the authority */
  constructor(dir: string, keychain: Keychain, clock: Clock, changed: () => void) {
    this.#dir = dir;
    this.#keychain = keychain;
    this.#clock = clock;
    this.#changed = changed;
  }

  /** This installation has an authority, whether or not its keys can be opened now. */
  get isSetUp(): boolean {
    return hasAuthority(this.#dir);
  }

  /** Null where this installation is no registrar, or the keychain does not give its keys now. */
  get authority(): Authority | null {
    if (!this.#authority && this.isSetUp && this.#keychain.available()) {
      try {
        this.#authority = Authority.open(this.#dir, this.#keychain, this.#clock);
      } catch (error) {
        // A person can send and receive without it, whatever is wrong with its folder.
        console.error('what makes this installation a registrar could not be opened', error);
      }
    }
    return this.#authority;
  }

  get registrar(): Registrar | null {
    return this.#registrar;
  }

  /** @throws KeychainUnavailable, or the system's error */
  async found(name: string): Promise<Authority> {
    this.#authority = await Authority.found(this.#dir, name, this.#keychain, this.#clock);
    return this.#authority;
  }

  /** Makes this installation a further registrar. @throws KeychainUnavailable, or the system's error */
  async join(copy: RootCopy): Promise<Authority> {
    this.#authority = await Authority.join(this.#dir, copy, this.#keychain, this.#clock);
    return this.#authority;
  }

  /** The engine is there: requests are answered from now on. */
  attach({ bus, registry, isOwn, clockIsWrong }: Line): void {
    this.detach();
    const authority = this.authority;
    if (!authority) return;
    const parts = { authority, bus, registry, clock: this.#clock, mayApprove: isOwn };
    const registrar = new Registrar({ ...parts, changed: this.#changed, clockIsWrong });
    this.#registrar = registrar;
    void registrar.start().then(() => this.tend());
  }

  detach(): void {
    this.#registrar?.close();
    this.#registrar = null;
  }

  /** Something may be due. However often this is called, it is done once at a time. */
  tend(): void {
    this.#isDue = true;
    if (this.#isTending) return;
    this.#isTending = true;
    void this.#tendWhileDue();
  }

  status(): RegistrarStatus | null {
    return this.#registrar?.status() ?? null;
  }

  async #tendWhileDue(): Promise<void> {
    try {
      while (this.#isDue) {
        this.#isDue = false;
        await this.#registrar?.tend();
      }
    } finally {
      this.#isTending = false;
    }
  }
}

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { systemClock } from '../../main/clock/system-clock.ts';
import { writeWhole } from '../../main/files/whole-file.ts';
import { PasswordKeychain } from '../../main/keys/password-keychain.ts';
import { Authority } from '../../main/registrar/authority.ts';
import { hasAuthority } from '../../main/registrar/authority-file.ts';
import { toPem } from '../../main/registrar/certificates.ts';

/** Where the password of an authority's keys lies unless another file is named. */
const passwordPath = (dir: string): string => join(dir, 'password');

/**
 * The authority of this folder where it is of that name, else a new one: a command may be repeated. Its keys are kept
 * under a password; where none is given, a new one is left beside them, for whoever is in charge to put elsewhere.
 */
export async function foundIn(dir: string, name: string, passwordFile?: string): Promise<Authority> {
  if (hasAuthority(dir)) {
    const authority = await openIn(dir, passwordFile);
    if (authority.name === name) return authority;
    throw new Error(`${dir} holds the organisation ${authority.name}, not ${name}`);
  }
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const keychain = new PasswordKeychain(dir);
  const given = await passwordGiven(passwordPath(dir), passwordFile);
  const password = given ?? randomBytes(24).toString('base64url');
  if (given === null) writeWhole(passwordPath(dir), password);
  // An earlier attempt may have ended between the two.
  if (keychain.isChosen) await unlock(keychain, password);
  else await keychain.choose(password);
  const authority = await Authority.found(dir, name, keychain, systemClock);
  writeWhole(join(dir, 'root.pem'), toPem(authority.root));
  return authority;
}

/** Opens the authority of a folder. @throws with a sentence for the person at the command line */
export async function openIn(dir: string, passwordFile?: string): Promise<Authority> {
  if (!hasAuthority(dir))
    throw new Error(
      `${dir} holds no organisation; make one with: npm run organisation -- create --organisation ${dir} --name NAME --brokers HOST:PORT`,
    );
  const password = await passwordGiven(passwordPath(dir), passwordFile);
  if (password === null)
    throw new Error(
      `the keys in ${dir} are locked: name the file with their password by --password-file FILE`,
    );
  const keychain = new PasswordKeychain(dir);
  await unlock(keychain, password);
  return Authority.open(dir, keychain, systemClock);
}

async function unlock(keychain: PasswordKeychain, password: string): Promise<void> {
  if (!(await keychain.unlock(password))) throw new Error('this is not the password of these keys');
}

/** From the file that is named, the one beside the keys, or the person at the terminal; null where there is none. */
async function passwordGiven(beside: string, named?: string): Promise<string | null> {
  const path = named ?? (existsSync(beside) ? beside : null);
  if (path !== null) return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  if (!process.stdin.isTTY) return null;
  process.stderr.write('Password of the keys: ');
  // What is typed is shown to nobody.
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stderr.write('\n');
  }
}

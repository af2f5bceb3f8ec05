import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '../files/whole-file.ts';

/** What an authority is, in one file. Certificates and keys are base64; keys are protected by the keychain. */
export type AuthorityFile = {
  readonly v: 1;
  readonly name: string;
  readonly root: string;
  readonly issuing: string;
  readonly issuingKey: string;
  /** Null once the root copy was saved: the root key is then nowhere on this computer. */
  readonly rootKey: string | null;
  readonly rootCopy: { readonly savedAt: number; readonly triedAt: number | null } | null;
};

const pathIn = (dir: string): string => join(dir, 'authority.json');

export const hasAuthority = (dir: string): boolean => existsSync(pathIn(dir));

/** @throws the system's error, or where the file holds something else */
export const readAuthorityFile = (dir: string): AuthorityFile =>
  JSON.parse(readFileSync(pathIn(dir), 'utf8')) as AuthorityFile;

/** @throws the system's error; the file is then as it was */
export function writeAuthorityFile(dir: string, file: AuthorityFile): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  writeWhole(pathIn(dir), JSON.stringify(file, null, 1));
}

/** The last list of revoked certificates of an issuer, to be published again where it is missing. */
export function readList(dir: string, name: ListName): Buffer | null {
  const path = join(dir, `${name}.crl`);
  return existsSync(path) ? readFileSync(path) : null;
}

export const writeList = (dir: string, name: ListName, der: Buffer): void =>
  writeWhole(join(dir, `${name}.crl`), der);

/** `people`: what the issuing key signs; `issuers`: what the root key signs. */
export type ListName = 'people' | 'issuers';

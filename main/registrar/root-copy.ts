import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { NoPasswordBox, openWithPassword, sealWithPassword } from '../keys/password-box.ts';
import { readCertificate } from '../pki/certificate.ts';
import { kidOf } from '../protocol/keys.ts';

const purpose = 'sealpost root copy';

/** The root key of an organisation, to be kept away from every computer (docs/identity.md). */
export type RootCopy = {
  readonly name: string;
  /** DER. */
  readonly root: Buffer;
  readonly key: KeyObject;
};

export const sealRootCopy = ({ name, root, key }: RootCopy, password: string): Promise<Buffer> =>
  sealWithPassword(
    Buffer.from(
      JSON.stringify({
        name,
        root: root.toString('base64'),
        key: key.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
      }),
    ),
    password,
    purpose,
  );

/** @returns the copy, or why there is none: not a root copy, or another password */
export async function openRootCopy(
  box: Buffer,
  password: string,
): Promise<RootCopy | 'no-root-copy' | 'wrong-password'> {
  try {
    const plain = await openWithPassword(box, password, purpose);
    if (!plain) return 'wrong-password';
    const { name, root, key } = JSON.parse(plain.toString()) as Record<'name' | 'root' | 'key', string>;
    const copy = {
      name,
      root: Buffer.from(root, 'base64'),
      key: createPrivateKey({ key: Buffer.from(key, 'base64'), type: 'pkcs8', format: 'der' }),
    };
    // The password fits, so nobody changed it; that key and certificate belong together is seen all the same.
    return readCertificate(copy.root)?.kid === kidOf(createPublicKey(copy.key)) ? copy : 'no-root-copy';
  } catch (error) {
    if (error instanceof NoPasswordBox) return 'no-root-copy';
    throw error;
  }
}

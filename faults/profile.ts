import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificateRequest } from '../main/keys/certificate-request.ts';
import { KeyRing } from '../main/keys/key-ring.ts';
import { PasswordKeychain } from '../main/keys/password-keychain.ts';
import { FaultyLine } from '../scripts/driver/faulty-line.ts';
import type { Office } from '../scripts/driver/office.ts';
import { noSmallDrive, SmallDrive } from '../scripts/driver/small-drive.ts';
import type { Plan } from './words.ts';

export type Profile = {
  readonly plan: Plan;
  readonly planPath: string;
  /** Between the person and the servers. */
  readonly line: FaultyLine;
  /** The drive on which everything of the person is, where this machine can make one. */
  readonly drive: SmallDrive | null;
  /** What the registrar certified, PKCS#10 in DER. */
  readonly request: Buffer;
};

/** Enough for what a long run sends, and soon filled. */
const driveSize = '768m';

/** A person with a key under a password and a certificate for it, before anything was sent or received. */
export async function makeProfile(office: Office, name: string): Promise<Profile> {
  const home = join(office.options.dir, name);
  const [profileDir, receivedDir] = [join(home, 'profile'), join(home, 'Received documents')];
  for (const dir of [profileDir, receivedDir]) mkdirSync(dir, { recursive: true, mode: 0o700 });
  const destination = `${name}@${office.organisation.name}`;
  const password = randomBytes(12).toString('base64url');
  const keychain = new PasswordKeychain(profileDir);
  await keychain.choose(password);
  const keyRing = new KeyRing(join(profileDir, 'keys'), keychain, () => destination);
  keyRing.unlock();
  const kid = await keyRing.create(destination);
  const request = keyRing.withPrivateKey(kid, (key) => certificateRequest(key, destination, name));
  await office.certify(request, destination);
  const { access, secrets } = await office.kafka.personFor(destination);
  const line = await FaultyLine.proxy();
  const proxy = { kind: 'http', host: '127.0.0.1', port: line.port, username: null } as const;
  const organisation = office.organisation.connectionFile({
    ...access,
    security: { ...access.security, proxy },
  });
  const plan = {
    profileDir,
    receivedDir,
    destination,
    deviceId: randomUUID(),
    kid,
    password,
    organisation,
    secrets,
  };
  const planPath = join(home, 'plan.json');
  writeFileSync(planPath, JSON.stringify(plan), { mode: 0o600 });
  const drive = noSmallDrive === null ? await SmallDrive.mount(home, driveSize) : null;
  return { plan, planPath, line, drive, request };
}

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { certificateRequest } from '../main/keys/certificate-request.ts';
import { KeyRing } from '../main/keys/key-ring.ts';
import { PasswordKeychain } from '../main/keys/password-keychain.ts';
import { FaultyLine } from '../scripts/driver/faulty-line.ts';
import type { Office } from '../scripts/driver/office.ts';
import { noSmallDrive, SmallDrive } from '../scripts/driver/small-drive.ts';
import type { ServerAccess } from '../shared/server-access.ts';
import { FailingDrive } from './failing-drive.ts';
import type { Plan, WindowPlan } from './words.ts';

export type Profile = {
  /** The app itself, with its window, or an engine without one. */
  readonly hasWindow: boolean;
  readonly plan: Plan | WindowPlan;
  readonly planPath: string;
  /** Between the person and the servers. */
  readonly line: FaultyLine;
  /** The drive on which everything of the person is, where this machine can make one. */
  readonly drive: SmallDrive | null;
  /** The drive as the person's program sees it may fail; null where the app itself is that program. */
  readonly failing: FailingDrive | null;
  /** What the registrar certified, PKCS#10 in DER; null where the app asked for it by itself. */
  readonly request: Buffer | null;
};

/** Characters, as in the name of its file. */
const kidLength = 32;
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
  const organisation = office.organisation.connectionFile(through(line, access));
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
  const failing = new FailingDrive(`${home}.failing`);
  return { hasWindow: false, plan, planPath, line, drive, failing, request };
}

/** A person who set up the app itself, signed in, and was certified on request. Its app does not run. */
export async function makeWindowProfile(office: Office, name: string): Promise<Profile> {
  const { checkoutDir, electron } = office.options;
  const line = await FaultyLine.proxy();
  const signIn = async () => {
    const { access, secrets } = await office.kafka.personFor(app.options.destination);
    return { secrets, access: through(line, access) };
  };
  const connectionFile = office.organisation.connectionFile(through(line, office.accessOfEverybody));
  const app = office.person(name, name, { connectionFile, signIn });
  await office.answerRequests();
  await app.start();
  await app.untilReady();
  await app.stop();
  const { destination, profileDir, receivedDir } = app.options;
  const { deviceId } = JSON.parse(readFileSync(join(profileDir, 'settings.json'), 'utf8')) as WindowPlan;
  const [key = ''] = readdirSync(join(profileDir, 'keys')).filter((file) => file.endsWith('.key'));
  const kid = key.slice(-'.key'.length - kidLength, -'.key'.length);
  const plan = { checkoutDir, electron, destination, profileDir, receivedDir, deviceId, kid };
  const planPath = join(office.options.dir, name, 'plan.json');
  writeFileSync(planPath, JSON.stringify(plan), { mode: 0o600 });
  return { hasWindow: true, plan, planPath, line, drive: null, failing: null, request: null };
}

function through(line: FaultyLine, access: ServerAccess): ServerAccess {
  const proxy = { kind: 'http', host: '127.0.0.1', port: line.port, username: null } as const;
  return { ...access, security: { ...access.security, proxy } };
}

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OfficeKafka } from '../../scripts/driver/kafka-local.ts';
import { SecureKafka } from '../../scripts/driver/kafka-secure.ts';
import { pemOf } from '../../scripts/driver/test-certificates.ts';
import type { Server, ServerSignIn } from './joining.ts';

/** What somebody signs in with on a server that asks for it; null on one that does not. */
export async function signInOf(
  kafka: OfficeKafka,
  destination: string,
  isRegistrar = false,
): Promise<ServerSignIn | null> {
  if (!(kafka instanceof SecureKafka)) return null;
  const { username, secrets } = await kafka.personFor(destination, isRegistrar);
  return { username, password: secrets.password ?? '' };
}

/** The server as the one who founds an organisation on it types it. @param dir for the authority's file */
export async function serverOf(kafka: OfficeKafka, founder: string, dir: string): Promise<Server> {
  const { brokers } = kafka.registrar.access;
  const signIn = await signInOf(kafka, founder, true);
  if (!signIn || !(kafka instanceof SecureKafka)) return { brokers, security: null };
  const authority = join(dir, 'authority.pem');
  writeFileSync(authority, pemOf(kafka.authority));
  return { brokers, security: { authority, signIn } };
}

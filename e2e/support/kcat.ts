import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Office } from '../../scripts/driver/office.ts';

/** A file that tells kcat where the servers are, and how their administrator signs in. @returns its path */
export async function kcatConfig(office: Office): Promise<string> {
  const { access, secrets } = office.kafka.administrator;
  const { tls, signIn } = access.security;
  const authorities = join(office.options.dir, 'kcat-authorities.pem');
  const pem = (tls?.authorities === 'system' ? [] : (tls?.authorities ?? [])).map(
    (one) => `-----BEGIN CERTIFICATE-----\n${one.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  );
  writeFileSync(authorities, pem.join(''));
  const secured =
    signIn && 'username' in signIn
      ? [
          'security.protocol=SASL_SSL',
          `ssl.ca.location=${authorities}`,
          'sasl.mechanisms=SCRAM-SHA-512',
          `sasl.username=${signIn.username}`,
          `sasl.password=${secrets.password}`,
        ]
      : [];
  const path = join(office.options.dir, 'kcat.properties');
  writeFileSync(path, [`bootstrap.servers=${access.brokers.join(',')}`, ...secured, ''].join('\n'), {
    mode: 0o600,
  });
  return path;
}

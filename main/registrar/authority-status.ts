import type { Authority as AuthorityFacts } from '../../shared/registrar.ts';
import { type Certificate, readCertificate } from '../pki/certificate.ts';
import { digitGroups } from '../protocol/request-code.ts';
import { type Authority, renewPeopleListAfter } from './authority.ts';
import type { Lists } from './lists.ts';
import type { RegistrarRegistry } from './registrar-ports.ts';

/** What stands behind all certificates, and until when. */
export function authorityStatus(
  authority: Authority,
  lists: Lists,
  registry: RegistrarRegistry,
): AuthorityFacts {
  const root = read(authority.root);
  const issuing = read(authority.issuing);
  const { people, issuers } = lists;
  return {
    organisation: authority.name,
    rootCode: digitGroups(authority.root),
    rootUntil: root.notAfter,
    issuingUntil: issuing.notAfter,
    peopleList: {
      number: Number(people?.number ?? 0),
      revoked: people?.revoked.size ?? 0,
      until: people?.nextUpdate ?? 0,
      renewedAt: people?.thisUpdate ?? 0,
    },
    nextRenewal: (people?.thisUpdate ?? 0) + renewPeopleListAfter,
    issuersList: issuers && { revoked: issuers.revoked.size, until: issuers.nextUpdate ?? 0 },
    rootKeyHere: authority.hasRootKey,
    rootCopy: authority.rootCopy,
    others: otherIssuers(authority, registry).map((one) => ({
      fingerprint: one.fingerprint,
      name: one.commonName,
      until: one.notAfter,
      revoked: issuers?.revoked.has(one.serial) ?? false,
    })),
    due: lists.due(),
  };
}

/** Issuing certificates under the same root that are in use beside this one. */
function otherIssuers(authority: Authority, registry: RegistrarRegistry): readonly Certificate[] {
  const own = [authority.issuing, authority.root].map((der) => read(der).fingerprint);
  return registry.issuersOf(authority.name).filter(({ fingerprint }) => !own.includes(fingerprint));
}

function read(der: Buffer): Certificate {
  const certificate = readCertificate(der);
  if (!certificate) throw new Error('a certificate of the authority cannot be read');
  return certificate;
}

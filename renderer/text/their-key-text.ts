import type { Destination } from '../../shared/destination.ts';
import type { TransferDetails } from '../../shared/transfer.ts';
import { firstName, possessive } from './format.ts';
import { peerLabel } from './status-text.ts';

/**
 * What has become of the certificate that an unconfirmed document was encrypted for; null where it is the newest.
 * @param people as the directory has them now
 */
export function theirKeyText(
  { transfer, technical }: Pick<TransferDetails, 'transfer' | 'technical'>,
  people: readonly Pick<Destination, 'destination' | 'fingerprint'>[],
): string | null {
  const person = people.find(({ destination }) => destination === transfer.peer?.destination);
  const used = technical.recipientCertificate;
  if (transfer.status !== 'sent' || !person || used === null || person.fingerprint === used) return null;
  const name = firstName(peerLabel(transfer));
  return person.fingerprint === null
    ? `${possessive(name)} certificate is not valid any more. If no confirmation comes, send it again once ${name} has a new one.`
    : `${name} has a new certificate since you sent this. On another computer, or with a new key, it may not open: ask ${name}, and send it again if it did not.`;
}

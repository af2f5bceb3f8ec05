import type { Destination } from '../../shared/destination.ts';
import { formatDate } from './format.ts';

/** Until when the certificate of a person counts, or since when none does. */
export function certificateOfPerson({ validUntil, fault }: Destination): string {
  if (validUntil !== null) return formatDate(validUntil);
  if (!fault || fault.since === null) return 'No valid certificate';
  if (fault.why === 'ended') return `Ended on ${formatDate(fault.since)}`;
  return fault.why === 'revoked' ? `Revoked on ${formatDate(fault.since)}` : 'No valid certificate';
}

/** What is checked of a person, and by whom. */
export function checkedBy({ certified, organisation, fault }: Destination): string {
  if (certified) return `Confirmed by ${organisation}'s registrar. Not compared by you.`;
  switch (fault?.why) {
    case 'revoked':
      return 'Nobody can send to this key any more. A new one has to be confirmed first.';
    case 'list-ended':
    case 'list-missing':
      return `${organisation}'s registrar has to renew the list of revoked certificates; then it goes on by itself.`;
    default:
      return `Nobody can send to this address now. It goes on by itself when ${organisation}'s registrar has confirmed a new certificate.`;
  }
}

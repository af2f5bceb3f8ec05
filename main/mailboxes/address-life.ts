/** Where an address of this installation stands in its life (protocol.md 7.2 to 7.4). */
export type AddressState =
  | 'no-key'
  /** There is a key, and nobody was asked to certify it. */
  | 'uncertified'
  /** Kafka has the request of the key. */
  | 'requested'
  | 'certified'
  /** Certified, and the request of a further key is under way. */
  | 'renewing'
  /** A certificate of a key was issued, and none is valid now. */
  | 'expired'
  | 'revoked';

export type AddressEvent =
  | 'key-made'
  | 'request-taken'
  /** Set-up was started again: the address is given up, the key stays. */
  | 'given-up'
  | 'certificate-valid'
  | 'certificate-ended'
  | 'certificate-revoked';

/** The state after an event; an event that means nothing in a state changes nothing. */
export const nextAddressState = (state: AddressState, event: AddressEvent): AddressState =>
  life[state][event] ?? state;

const judged = {
  'certificate-valid': 'certified',
  'certificate-ended': 'expired',
  'certificate-revoked': 'revoked',
} as const;

const life: Readonly<Record<AddressState, Partial<Record<AddressEvent, AddressState>>>> = {
  'no-key': { 'key-made': 'uncertified' },
  uncertified: { 'request-taken': 'requested', ...judged },
  requested: { 'given-up': 'uncertified', ...judged },
  certified: { 'key-made': 'renewing', ...judged },
  // The earlier certificate goes on until the one of the new key is there, or until it ends.
  renewing: { ...judged, 'certificate-valid': 'renewing' },
  expired: { 'key-made': 'uncertified', ...judged },
  revoked: { 'key-made': 'uncertified', ...judged },
};

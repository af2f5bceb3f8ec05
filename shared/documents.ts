/**
 * A document that the person dropped, pasted or chose. The page never names a path: main keeps
 * the path behind the token.
 */
export type OfferedDocument = {
  readonly token: string;
  readonly name: string;
  readonly size: number;
};

export type OfferFailureKind =
  /** SND-101 */
  | 'missing'
  /** SND-102 */
  | 'unreadable'
  /** SND-104 */
  | 'folder'
  | 'too-large'
  /** More than one draft takes. */
  | 'too-many'
  /** A device, a socket, or something without a path (an image pasted from another program). */
  | 'not-a-file';

export type OfferReply = {
  readonly documents: readonly OfferedDocument[];
  readonly refused: readonly { readonly name: string; readonly kind: OfferFailureKind }[];
};

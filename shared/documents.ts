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
  /** A link whose target is a folder, or is not there. */
  | 'link-to-folder'
  | 'link-to-nothing'
  /** Its name on disk is no text, so that no program can ask for it by name. */
  | 'name-not-text'
  /** A device, a pipe or a socket: it has no end, or no content of its own. */
  | 'device'
  /** Of the app's own data, such as its keys. */
  | 'own-data'
  /** Something without a path, such as a picture pasted from another program. */
  | 'not-a-file'
  /** Dropped or pasted, and no file at all. */
  | 'web-address'
  | 'text';

export type OfferReply = {
  readonly documents: readonly OfferedDocument[];
  readonly refused: readonly { readonly name: string; readonly kind: OfferFailureKind }[];
};

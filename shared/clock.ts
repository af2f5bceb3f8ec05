/**
 * How this computer's clock stands to the server's. Signed times are taken from it, so a wrong one is
 * said, and beyond a day nothing is signed: nobody would accept it (protocol.md 6.3 and section 8, row 7).
 */
export type ClockState =
  /** The server's time is not known yet. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'right' }
  | {
      readonly kind: 'wrong';
      /** This computer's time less the server's, in milliseconds: positive where this one is fast. */
      readonly difference: number;
      /** Nothing is signed until it is right. */
      readonly blocks: boolean;
    };

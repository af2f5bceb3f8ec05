export type StartFailureText = { readonly title: string; readonly body: string };

/** Why the app did not start. Paths are absolute. */
export type StartFailure =
  | { readonly kind: 'no-space' }
  | { readonly kind: 'no-access'; readonly folder: string }
  | { readonly kind: 'list-unreadable'; readonly path: string }
  /** A later version of Sealpost has written the list. */
  | { readonly kind: 'list-too-new' }
  /** `path`: where the file stays, as it could not be put aside. */
  | { readonly kind: 'settings-unreadable'; readonly isAddress: boolean; readonly path: string }
  /** `path`: where the file is kept now. `addressStays`: the address stands in another file, which is well. */
  | {
      readonly kind: 'settings-put-aside';
      readonly isAddress: boolean;
      readonly path: string;
      readonly addressStays: boolean;
    }
  | { readonly kind: 'other'; readonly message: string };

const code = 'Code APP-902.';

/** What happened, and what the person can do. */
export function startFailureText(failure: StartFailure): StartFailureText {
  switch (failure.kind) {
    case 'no-space':
      return {
        title: 'Sealpost has no space left on this disk.',
        body: `Free up space, then open Sealpost again. Your documents are safe. ${code}`,
      };
    case 'no-access':
      return {
        title: 'Sealpost cannot use its folder.',
        body: `Allow this user to read and write ${failure.folder}, then open Sealpost again. Your documents are safe. ${code}`,
      };
    case 'list-unreadable':
      return {
        title: 'The transfer list could not be read.',
        body: `Move ${failure.path} to another place, or put back a copy, then open Sealpost again. Your documents are safe. ${code}`,
      };
    case 'list-too-new':
      return {
        title: 'The transfer list was written by a newer Sealpost.',
        body: `Install the newer version, then open Sealpost again. The list was left as it is, and your documents are safe. ${code}`,
      };
    case 'settings-unreadable':
      return {
        title: unreadable(failure.isAddress),
        body: `Move ${failure.path} to another place, then open Sealpost again. ${code}`,
      };
    case 'settings-put-aside': {
      const kept = failure.isAddress ? 'The file was' : 'They were';
      const next = failure.addressStays
        ? 'Open Sealpost again and choose your settings anew, or put back a copy first. Your address, your key and your transfers stay.'
        : 'Open Sealpost again and set it up anew, or put back a copy first. Your key and your transfers stay.';
      return {
        title: unreadable(failure.isAddress),
        body: `${kept} kept as ${failure.path}. ${next} ${code}`,
      };
    }
    case 'other':
      return {
        title: 'Sealpost could not start.',
        body: `Open it again. If it says so again, report this: ${failure.message}. Your documents are safe. ${code}`,
      };
  }
}

const unreadable = (isAddress: boolean): string =>
  isAddress ? 'Your address could not be read.' : 'The settings of Sealpost could not be read.';

/** What a dialog of the system asks. */
export type Question = {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly [safe: string, other: string];
};

/** @param count documents that the end of the app would interrupt */
export const leavingQuestion = (count: number): Question => ({
  message: count === 1 ? '1 document is still being sent.' : `${count} documents are still being sent.`,
  detail:
    count === 1
      ? 'It is kept and goes on when you open Sealpost again.'
      : 'They are kept and go on when you open Sealpost again.',
  buttons: ['Keep sending', 'Quit'],
});

export const hangingQuestion: Question = {
  message: 'The window of Sealpost does not answer.',
  detail:
    'Wait a moment, or reload the window. Your documents are safe, and what is being sent goes on. Code APP-901.',
  buttons: ['Wait', 'Reload the window'],
};

/** The window stopped again after it was loaded anew: the app ends. */
export const stoppedTwice = {
  title: 'Something went wrong in the app.',
  body: 'Its window stopped twice. Your documents are safe, and what is being sent goes on when you open Sealpost again. Code APP-901.',
} as const;

/** What kind of file a person chooses to join an organisation. */
export const connectionFileKind = 'Connection file';

export const invitationKind = 'Invitation';
export const requestKind = 'Request for a certificate';
export const rootCopyKind = 'Root copy';

/** @param who the person whom the invitation is for; null for everybody */
export const invitationName = (organisation: string, who: string | null): string =>
  `Invitation to ${organisation}${who === null ? '' : ` for ${who}`}.txt`;

export const rootCopyName = (organisation: string): string => `Root copy of ${organisation}.sealpost-root`;

/** A first document to oneself, which shows that everything works. */
export const testDocument = {
  name: 'Test document.txt',
  text: 'This document was sealed, sent over your server, opened and checked by Sealpost.\n',
} as const;
/** What a person chooses so that the server is trusted, and so that the server trusts this computer. */
export const authorityFileKind = 'Certificate';
export const clientCertificateFileKind = 'Certificate with key (PKCS#12)';

/** @param demo the name of the person whom the demo shows, or null outside a demo */
export const windowTitle = (demo: string | null): string => (demo ? `${demo} (demo)` : 'Sealpost');

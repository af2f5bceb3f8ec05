import { assertNever } from '../../shared/assert-never.ts';
import type { FileCause } from '../../shared/file-cause.ts';
import type { Authority, AuthorityDue, RegistrarFailure } from '../../shared/registrar.ts';
import type { FailureText } from './failure-text.ts';
import { formatDate, formatMoment } from './format.ts';
import { setUpNotKept } from './settings-text.ts';

const text = (code: string, title: string, body: string): FailureText => ({ code, title, body });

/** Why a registrar's act was not done. Nothing of it was done. */
export function registrarFailureText(failure: RegistrarFailure): FailureText {
  switch (failure.kind) {
    case 'decided-already':
      return text(
        'REG-741',
        'This was decided meanwhile.',
        'You or another registrar answered it before. The list shows how.',
      );
    case 'not-certifiable':
      return text(
        'REG-742',
        'This cannot be certified.',
        'Its signature, its key or its name is none that Sealpost certifies. Refuse it, and ask the person to set up again.',
      );
    case 'offline':
      return text(
        'REG-743',
        'There is no connection to the server.',
        'The answer has to be written into the address book. Try again when you are connected.',
      );
    case 'clock-wrong':
      return text(
        'REG-744',
        "This computer's clock is wrong.",
        'The time stands in everything that you sign. Set the clock right in its settings, then try again.',
      );
    case 'not-allowed':
      return text(
        'REG-745',
        'The server does not let you write the address book.',
        'Your IT has to give your sign-in the right of a registrar. Then try again.',
      );
    case 'not-taken':
      return text(
        'REG-746',
        'The server did not take the answer.',
        'A part of it is down, or its disk is full. Try again later; if it lasts, tell your IT.',
      );
    case 'no-root-copy':
      return text(
        'REG-751',
        'This file is not a root copy.',
        'Choose the file that was saved as the root copy, from the USB stick in the safe.',
      );
    case 'another-organisation':
      return text('REG-752', 'This is the root copy of another organisation.', 'Choose the one of yours.');
    case 'wrong-password':
      return text(
        'REG-753',
        'This password does not open the root copy.',
        'Nothing was changed. It is the password that was chosen when the copy was saved.',
      );
    case 'unreadable':
      return text('REG-754', 'The file could not be read.', unreadable(failure.cause));
    case 'not-kept':
      return setUpNotKept(failure.cause);
    default:
      return assertNever(failure);
  }
}

function unreadable(cause: FileCause): string {
  switch (cause) {
    case 'not-there':
      return 'It is no longer there. Is the USB stick still in? Choose it again.';
    case 'not-writable':
      return 'You have no permission to read it. Copy it into your own folder, then choose it there.';
    case 'drive-error':
      return 'The drive that holds it reports faults. Take another copy of it, and have the drive checked.';
    case 'no-space':
    case 'too-large-for-drive':
    case 'other':
      return 'Its drive may not answer. Try again, or copy it onto this computer first.';
    default:
      return assertNever(cause);
  }
}

/** What is due, until when, and what stops then. */
export function dueText(due: AuthorityDue, organisation: string): FailureText {
  switch (due.kind) {
    case 'issuers-list':
      return text(
        'REG-731',
        `The root's list of revoked certificates ends on ${formatDate(due.until)}.`,
        `It can only be renewed with the root copy, which is kept away from this computer. After that day nobody in ${organisation} can send, because nobody can tell whether the issuing certificate still counts.`,
      );
    case 'root-copy':
      return text(
        'REG-732',
        'The root key is only on this computer.',
        `If this computer is lost, ${organisation} has to be founded anew, and everybody has to join again. Save the root copy on a USB stick and put it in a safe.`,
      );
    case 'people-list':
      return text(
        'REG-733',
        `The list of revoked certificates could not be renewed; it lasts until ${formatDate(due.until)}.`,
        `${whyNotRenewed[due.why]} After that day nobody in ${organisation} can send. It is tried again by itself.`,
      );
    case 'issuing-certificate':
      return text(
        'REG-734',
        `Your issuing certificate ends on ${formatDate(due.until)}.`,
        'After that day this computer cannot certify anybody. Make a new one with the root copy: Become a registrar in Settings, Identity.',
      );
    default:
      return assertNever(due);
  }
}

const whyNotRenewed: Readonly<Record<Extract<AuthorityDue, { kind: 'people-list' }>['why'], string>> = {
  offline: 'There is no connection to the server.',
  'not-allowed': 'The server does not let you write the address book: tell your IT.',
  'clock-wrong': "This computer's clock is wrong: set it right in its settings.",
  'not-taken': 'The server did not take it: if it lasts, tell your IT.',
};

/** The one line that says how things stand. */
export function healthText({ due, nextRenewal }: Authority): {
  readonly head: string;
  readonly rest: string;
} {
  const [first] = due;
  if (!first)
    return {
      head: 'Everything is in date.',
      rest: `Renewed by itself, next on ${formatMoment(nextRenewal)}.`,
    };
  return {
    head: due.length === 1 ? dueHead(first) : `${due.length} things are due.`,
    rest: 'Everything else is in date and renewed by itself.',
  };
}

function dueHead(due: AuthorityDue): string {
  switch (due.kind) {
    case 'root-copy':
      return 'The root copy is not saved yet.';
    case 'issuers-list':
      return `One list needs the root copy before ${formatDate(due.until)}.`;
    case 'people-list':
      return `One list could not be renewed; it lasts until ${formatDate(due.until)}.`;
    case 'issuing-certificate':
      return `Your issuing certificate ends on ${formatDate(due.until)}.`;
    default:
      return assertNever(due);
  }
}

export const peopleCount = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

export const certificatesUnreadable: FailureText = text(
  'REG-747',
  'The certificates could not be read.',
  'What you see may be old. Start Sealpost again; if it lasts, have the disk of this computer checked.',
);

/** The invitation was not saved as a file; it is still on the screen. */
export const invitationNotSaved = (cause: FileCause): FailureText =>
  text('REG-755', 'The invitation was not saved.', `${notWritten(cause)} Or copy its text.`);

function notWritten(cause: FileCause): string {
  switch (cause) {
    case 'not-there':
      return 'The folder that you chose is no longer there. Choose another place.';
    case 'not-writable':
      return 'You may not write there. Choose another folder.';
    case 'no-space':
      return 'There is not enough space on that drive. Choose another one.';
    case 'drive-error':
      return 'That drive reports faults. Choose another one.';
    case 'too-large-for-drive':
    case 'other':
      return 'The system did not allow it. Try another name or another folder.';
    default:
      return assertNever(cause);
  }
}

import { assertNever } from '../../shared/assert-never.ts';
import type { FileFailure } from '../../shared/failures.ts';
import type { FileCause } from '../../shared/file-cause.ts';
import type { FailureText } from './failure-text.ts';

/** Why a document was not opened, shown or saved; null where the person said no. All of it is on this computer. */
export function fileFailureText(failure: FileFailure): FailureText | null {
  switch (failure.kind) {
    case 'missing':
      return {
        code: 'DSK-603',
        title: 'The document is no longer in its folder.',
        body: 'It was moved, renamed or deleted on this computer. Look where you moved it.',
      };
    case 'declined':
      return null;
    case 'unreadable':
      return { code: 'DSK-604', title: 'The document cannot be read.', body: unreadable(failure.cause) };
    case 'not-opened':
      return {
        code: 'DSK-605',
        title: 'No program on this computer opened the document.',
        body: 'Choose Show in folder, and open it there with a program that you know.',
      };
    case 'not-saved':
      return { code: 'DSK-606', title: 'The copy was not saved.', body: notSaved(failure.cause) };
    default:
      return assertNever(failure);
  }
}

function unreadable(cause: FileCause): string {
  switch (cause) {
    case 'not-writable':
      return 'You have no permission to read it. Ask whoever looks after this computer.';
    case 'drive-error':
      return 'The drive that holds it reports faults. Have the drive checked, and ask the sender to send the document again.';
    case 'not-there':
    case 'no-space':
    case 'too-large-for-drive':
    case 'other':
      return 'Another program may have it open, or its drive may not answer. Try again in a moment.';
    default:
      return assertNever(cause);
  }
}

function notSaved(cause: FileCause): string {
  const kept = 'A file that had this name is unchanged.';
  switch (cause) {
    case 'not-there':
      return 'The folder that you chose is no longer there. Choose another place.';
    case 'not-writable':
      return `You may not write there. Choose another folder. ${kept}`;
    case 'no-space':
      return `There is not enough space on that drive. Free up space there, or choose another drive. ${kept}`;
    case 'too-large-for-drive':
      return `That drive cannot hold a file of this size. Choose another drive. ${kept}`;
    case 'drive-error':
      return `That drive reports faults. Choose another drive, and have that one checked. ${kept}`;
    case 'other':
      return `The system did not allow it. Try another name or another folder. ${kept}`;
    default:
      return assertNever(cause);
  }
}

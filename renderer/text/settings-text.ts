import { assertNever } from '../../shared/assert-never.ts';
import type { FileCause } from '../../shared/file-cause.ts';
import type { FailureText } from './failure-text.ts';

/** A choice was not kept: what is shown is what counts. */
export const settingNotKept = (cause: FileCause): FailureText => ({
  code: 'CFG-703',
  title: 'Your choice was not kept.',
  body: `${whyNotKept(cause)} Then choose again. Everything is as it was before.`,
});

/** Set-up could not write its file. */
export const setUpNotKept = (cause: FileCause): FailureText => ({
  code: 'CFG-703',
  title: 'Set-up could not keep this on this computer.',
  body: `${whyNotKept(cause)} Then try again. Nothing is lost.`,
});

/** The list of transfers could not be written. */
export const sendNotKept = (cause: FileCause): FailureText => ({
  code: 'DSK-607',
  title: 'The list of transfers could not be written.',
  body: `${whyNotKept(cause)} Then send again: what is in Sent already is sent, the rest was not.`,
});

function whyNotKept(cause: FileCause): string {
  switch (cause) {
    case 'no-space':
      return 'The disk of this computer that holds your profile is full. Free up space there.';
    case 'not-writable':
      return 'Sealpost may not write into its own folder on this computer. Allow your user to write there.';
    case 'not-there':
      return 'The folder of Sealpost on this computer is not there any more. Put it back.';
    case 'drive-error':
      return 'The disk of this computer that holds your profile reports faults. Have it checked.';
    case 'too-large-for-drive':
    case 'other':
      return 'Sealpost could not write into its own folder on this computer. Have the disk checked.';
    default:
      return assertNever(cause);
  }
}

import { assertNever } from '../../shared/assert-never.ts';
import type { Obstacle, ObstacleCause } from '../../shared/obstacle.ts';
import type { FailureText } from './failure-text.ts';

const text = (code: string, title: string, body: string): FailureText => ({ code, title, body });

/** What keeps this computer from saving received documents, and who can mend it where. */
export const obstacleText = ({ place, cause }: Obstacle): FailureText =>
  place === 'received-folder' ? folderText(cause) : ownDriveText(cause);

/** The folder for received documents cannot be used. */
export function folderText(cause: ObstacleCause): FailureText {
  switch (cause) {
    case 'not-there':
      return text(
        'DSK-602',
        'The folder for received documents is not there.',
        'It is on a drive that is not connected, or was moved or renamed. Connect the drive, or choose another folder.',
      );
    case 'another-folder':
      return text(
        'DSK-611',
        'The folder for received documents is not the one that you chose.',
        'Its drive may not be connected, or the folder was made anew. Connect the drive, or choose the folder again.',
      );
    case 'not-writable':
      return text(
        'DSK-612',
        'Sealpost may not write to the folder for received documents.',
        'Change the permissions of the folder or the write protection of its drive, or choose another folder.',
      );
    case 'no-space':
      return text(
        'DSK-601',
        'There is not enough space in the folder for received documents.',
        'Free up space on its drive, or choose a folder on another drive.',
      );
    case 'too-large-for-drive':
      return text(
        'DSK-613',
        'The drive of the folder for received documents takes no document of this size.',
        'Choose a folder on another drive.',
      );
    case 'drive-error':
      return text(
        'DSK-614',
        'The drive of the folder for received documents gives errors, or does not answer.',
        'Check the drive, or choose a folder on another drive.',
      );
    case 'other':
      return text(
        'DSK-615',
        'The folder for received documents cannot be used.',
        'Check the folder and its drive, or choose another folder.',
      );
    default:
      return assertNever(cause);
  }
}

function ownDriveText(cause: ObstacleCause): FailureText {
  switch (cause) {
    case 'no-space':
      return text(
        'DSK-601',
        'There is not enough space on this computer.',
        'Free up space on the drive where Sealpost keeps its own files.',
      );
    case 'not-writable':
      return text(
        'DSK-612',
        'Sealpost may not write its own files on this computer.',
        'Change the permissions of its folder, or the write protection of that drive.',
      );
    case 'too-large-for-drive':
      return text(
        'DSK-613',
        'The drive where Sealpost keeps its own files takes no document of this size.',
        'Ask the sender for smaller documents, or whoever looks after this computer for another drive.',
      );
    case 'drive-error':
      return text(
        'DSK-614',
        'The drive where Sealpost keeps its own files gives errors, or does not answer.',
        'Check the drive, and copy what matters from it.',
      );
    case 'not-there':
    case 'another-folder':
    case 'other':
      return text(
        'DSK-615',
        'Sealpost cannot write its own files on this computer.',
        'Check the drive where it keeps them, and start the app again.',
      );
    default:
      return assertNever(cause);
  }
}

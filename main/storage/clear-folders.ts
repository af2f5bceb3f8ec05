import { clearParts } from '../files/parts.ts';
import type { FolderChoice } from './received-folder.ts';

type Folders = {
  readonly receivedFolder: Pick<FolderChoice, 'path'>;
  /** Others in which half a document may be left. */
  readonly foldersToClear: readonly string[];
  /** Nothing is left in that one. */
  cleared(dir: string): void;
};

/**
 * Removes what a crash left half copied: it is plaintext that nobody verified to its end. One folder after
 * the other: a drive that does not answer holds a thread. Never rejects.
 */
export async function clearFolders(folders: Folders): Promise<void> {
  await clearParts(folders.receivedFolder.path);
  for (const dir of folders.foldersToClear) if (await clearParts(dir)) folders.cleared(dir);
}

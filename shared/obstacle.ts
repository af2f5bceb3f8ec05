import type { FileCause } from './file-cause.ts';

/** Why documents cannot be saved in a folder. */
export type ObstacleCause =
  | FileCause
  /** At its path stands a folder, but not the one that was chosen: mostly the empty place of a drive. */
  | 'another-folder';

/** What keeps this computer from taking a document, and which of its drives has to be seen to. */
export type Obstacle = {
  /** The folder for received documents, or the drive on which the app keeps its own files. */
  readonly place: 'received-folder' | 'own-drive';
  readonly cause: ObstacleCause;
};

/** The folder for received documents cannot be used now. */
export type FolderProblem = { readonly path: string; readonly cause: ObstacleCause };

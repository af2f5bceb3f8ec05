import { z } from 'zod';
import type { FileCause } from './file-cause.ts';
import type { FolderProblem } from './obstacle.ts';

/** The settings a person may change, all of them stored by electron-store. */
export const settingsPatch = z
  .object({
    theme: z.enum(['system', 'light', 'dark']),
    density: z.enum(['comfortable', 'compact']),
    notifications: z.boolean(),
    /** Notifications say "New document" instead of names. */
    hideNamesInNotifications: z.boolean(),
  })
  .partial()
  .strict();

export type Settings = {
  readonly theme: 'system' | 'light' | 'dark';
  readonly density: 'comfortable' | 'compact';
  readonly notifications: boolean;
  readonly hideNamesInNotifications: boolean;
  /** Absolute path of the folder for received documents. */
  readonly receivedDir: string;
  /** Why no document can be saved in it now, or null. */
  readonly receivedDirProblem: FolderProblem | null;
  /** Bootstrap addresses, `host:port`. */
  readonly brokers: readonly string[];
  /** Set while this profile belongs to a demo: the name shown in the banner and title. */
  readonly demo: string | null;
};

/** A file of the app could not be written: everything is as it was before. */
export type NotKeptFailure = { readonly kind: 'not-kept'; readonly cause: FileCause };

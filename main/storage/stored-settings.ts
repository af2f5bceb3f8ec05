import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { openSecurity, type ServerAccess, serverSecurity } from '../../shared/server-access.ts';
import { type Settings, settingsPatch } from '../../shared/settings.ts';
import { isDestination } from '../protocol/destination.ts';

/** What the person chose, in `settings.json`. Any of it may be chosen again. */
export type Choices = {
  theme: Settings['theme'];
  density: Settings['density'];
  notifications: boolean;
  hideNamesInNotifications: boolean;
  /** Absolute path; null for the app's own folder. */
  receivedDir: string | null;
  /** What the mark in that folder says; null until the app saw the folder. */
  receivedFolderMark: string | null;
  /** Absolute paths of other folders in which the end of the app may have left half a document; the newest first. */
  foldersToClear: readonly string[];
  demo: string | null;
  /** Where the window was; null before its first close. */
  window: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly maximized?: boolean;
  } | null;
};

/** What set-up made, in `identity.json`: no choice and no window rewrites that file. */
export type SetUp = {
  /** Names this device among a person's devices; part of the consumer group's name. */
  deviceId: string;
  /** From the administrator's connection file. */
  organisation: OrganisationFile | null;
  /** Own address and the name shown beside it; null before set-up. */
  identity: {
    readonly destination: string;
    readonly label: string;
    /** A key was made for it: from then on a missing key is a lost one. */
    readonly keyed?: boolean;
  } | null;
  /** Whom the invitation was for that was joined by; null where it named nobody. */
  invited: { readonly destination: string; readonly label: string } | null;
};

export type StoredSettings = Choices & SetUp;

/** The administrator's connection file (docs/interoperability.md). */
export type OrganisationFile = ServerAccess & {
  readonly organisation: string;
  /** The pinned root certificate of the organisation, base64 of its DER. */
  readonly rootCertificate: string;
};

const defaults: StoredSettings = {
  theme: 'system',
  density: 'comfortable',
  notifications: true,
  hideNamesInNotifications: false,
  receivedDir: null,
  receivedFolderMark: null,
  foldersToClear: [],
  demo: null,
  window: null,
  deviceId: '',
  organisation: null,
  identity: null,
  invited: null,
};

type Shapes = { readonly [K in keyof StoredSettings]: z.ZodType<StoredSettings[K]> };
const shapes: Shapes = {
  ...settingsPatch.required().shape,
  receivedDir: z.string().refine(isAbsolute).nullable(),
  receivedFolderMark: z.string().nullable(),
  foldersToClear: z.array(z.string().refine(isAbsolute)),
  demo: z.string().nullable(),
  window: z
    .object({
      ...{ x: z.number(), y: z.number(), width: z.number(), height: z.number() },
      maximized: z.boolean().exactOptional(),
    })
    .nullable(),
  deviceId: z.string(),
  organisation: z
    .object({
      organisation: z.string(),
      brokers: z.array(z.string()).min(1),
      rootCertificate: z.string(),
      // Files of earlier versions say nothing of it.
      security: serverSecurity.default(openSecurity),
    })
    .nullable(),
  identity: z
    .object({
      destination: z.string().refine(isDestination),
      label: z.string(),
      keyed: z.boolean().exactOptional(),
    })
    .nullable(),
  invited: z.object({ destination: z.string().refine(isDestination), label: z.string() }).nullable(),
};

/** A field that is not there, or holds something else than it should, counts as its default. */
export function readField<K extends keyof StoredSettings>(name: K, value: unknown): StoredSettings[K] {
  if (value === undefined) return defaults[name];
  const read = shapes[name].safeParse(value);
  if (read.success) return read.data;
  console.error(`the stored setting ${name} is not used: it holds something else than it should`);
  return defaults[name];
}

export const settingNames = Object.keys(defaults) as readonly (keyof StoredSettings)[];

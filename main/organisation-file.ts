import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isDestination } from './protocol/destination.ts';
import { readCertificate } from './registry/certificate.ts';
import type { OrganisationFile } from './storage/settings-store.ts';

const schema = z
  .object({
    organisation: z.string().refine((name) => isDestination(`a@${name}`)),
    brokers: z
      .array(z.string().regex(/^[^\s:]+:\d{1,5}$/))
      .min(1)
      .max(20),
    rootCertificate: z.base64().refine((der) => readCertificate(Buffer.from(der, 'base64')) !== null),
  })
  .strict();

/** Reads the administrator's connection file; null where it is none. */
export async function readOrganisationFile(path: string): Promise<OrganisationFile | null> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return null;
  }
}

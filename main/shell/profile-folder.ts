import { makeOwnFolder } from '../files/own-only.ts';

/** Makes the folder of the app's own files, closed to everybody else. @returns why that failed, or null */
export function makeProfile(dir: string): unknown {
  try {
    makeOwnFolder(dir);
    return null;
  } catch (error) {
    return error;
  }
}

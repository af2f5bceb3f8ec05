import { spawnSync } from 'node:child_process';

/** Where user namespaces are forbidden, Chromium's sandbox cannot start. */
export function sandboxWorks(): boolean {
  if (process.platform !== 'linux') return true;
  return spawnSync('unshare', ['--user', '--map-root-user', 'true'], { stdio: 'ignore' }).status === 0;
}

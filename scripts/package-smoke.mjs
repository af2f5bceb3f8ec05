#!/usr/bin/env node
// Makes the packages, reads the fuses back, installs the .deb and starts it as a plain user.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { checkoutDir, isRoot } from './lib/places.mjs';
import { run, runInForeground } from './lib/run.mjs';
import { Missing, runMain, say } from './lib/say.mjs';

const wanted = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
};

await runMain(async () => {
  const made = await runInForeground(process.execPath, ['scripts/package.mjs'], { cwd: checkoutDir });
  if (made !== 0) return made;
  const releaseDir = join(checkoutDir, 'release');
  await assertFuses(join(releaseDir, 'linux-unpacked', 'sealpost'));
  const deb = readdirSync(releaseDir).find((name) => name.endsWith('.deb'));
  const tar = readdirSync(releaseDir).find((name) => name.endsWith('.tar.gz'));
  if (!deb || !tar) throw new Error(`no .deb or no tar.gz in ${releaseDir}`);
  if (!isRoot) throw new Missing('Installing the .deb needs root.', 'Run this test as root.');
  run('dpkg', ['-i', join(releaseDir, deb)]);
  try {
    say('Starting the installed app as a plain user…');
    return await runInDesktopSession({
      program: 'scripts/lib/first-screen.mjs',
      args: [],
      env: {},
      headless: true,
      stdin: 'hold',
    });
  } finally {
    run('dpkg', ['-r', 'sealpost']);
  }
});

async function assertFuses(binary) {
  const { FuseV1Options, getCurrentFuseWire } = await import('@electron/fuses');
  const wire = await getCurrentFuseWire(binary);
  const on = '1'.charCodeAt(0);
  for (const [name, value] of Object.entries(wanted)) {
    if ((wire[FuseV1Options[name]] === on) !== value)
      throw new Error(`the fuse ${name} is not ${value ? 'on' : 'off'}`);
  }
  say('All fuses are as they must be.');
}

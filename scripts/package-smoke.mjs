#!/usr/bin/env node
// Makes the packages, reads the fuses back, installs the .deb and lets the installed app, as a plain
// user, deliver a document to itself over a local Kafka.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isInstalled } from './lib/debian.mjs';
import { runInDesktopSession } from './lib/desktop-session.mjs';
import { checkoutDir, isRoot } from './lib/places.mjs';
import { prepare } from './lib/prepare.mjs';
import { run, runInForeground, skipped } from './lib/run.mjs';
import { Missing, runMain, say } from './lib/say.mjs';

const installedDir = '/opt/Sealpost';

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
  if (isRoot) refuseToReplace();
  const made = await runInForeground(process.execPath, ['scripts/package.mjs'], { cwd: checkoutDir });
  if (made !== 0) return made;
  const releaseDir = join(checkoutDir, 'release');
  await assertFuses(join(releaseDir, 'linux-unpacked', 'sealpost'));
  const deb = readdirSync(releaseDir).find((name) => name.endsWith('.deb'));
  const tar = readdirSync(releaseDir).find((name) => name.endsWith('.tar.gz'));
  if (!deb || !tar) throw new Error(`no .deb or no tar.gz in ${releaseDir}`);
  if (!isRoot) {
    say('Skipped: "the installed package" (installing the .deb needs root).');
    return skipped;
  }
  const { env } = await prepare();
  try {
    run('dpkg', ['-i', join(releaseDir, deb)]);
    say('Starting the installed app as a plain user…');
    return await runInDesktopSession({
      program: 'out/tools/installed.js',
      args: [join(installedDir, 'sealpost')],
      env,
      headless: true,
      stdin: 'hold',
    });
  } finally {
    run('dpkg', ['-P', 'sealpost']);
  }
});

/** The test ends by removing the package: never one that somebody uses. */
function refuseToReplace() {
  if (!isInstalled('sealpost') && !existsSync(installedDir)) return;
  throw new Missing(
    'Sealpost is installed on this computer, and the package test would replace and then remove it.',
    'Run the test on another computer, or remove Sealpost first: apt-get remove sealpost',
  );
}

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

#!/usr/bin/env node
// npm run package: an unpacked app, a tar.gz and a .deb with the fuses of electron-builder.yml.
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackages } from './lib/debian.mjs';
import { checkoutDir } from './lib/places.mjs';
import { prepare } from './lib/prepare.mjs';
import { has, runInForeground } from './lib/run.mjs';
import { runMain, say } from './lib/say.mjs';

await runMain(async () => {
  const { runtime } = await prepare();
  const releaseDir = join(checkoutDir, 'release');
  rmSync(releaseDir, { recursive: true, force: true });
  const args = ['node_modules/electron-builder/cli.js', '--publish', 'never'];
  const env = { ...process.env, ELECTRON_BUILDER_COMPRESSION_LEVEL: '1' };
  if (!runtime.official) {
    ensureDebianPackages(['7zip'], 'Packaging');
    say('NOT FOR RELEASE: packaged with the carried runtime, which gets no security fixes.');
    args.push('--linux', 'dir', 'tar.gz', 'deb', '-c.deb.compression=gz', '-c.productName=Sealpost');
    args.push(`-c.electronDist=${runtime.dir}`, `-c.electronVersion=${runtime.version}`);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills it in
    args.push('-c.artifactName=${name}-${version}-not-for-release-${arch}.${ext}');
    if (has('7zz')) env.ELECTRON_BUILDER_7ZIP_PATH = '/usr/bin/7zz';
    env.CUSTOM_FPM_PATH = join(checkoutDir, 'scripts', 'lib', 'fpm.mjs');
    chmodSync(env.CUSTOM_FPM_PATH, 0o755);
  }
  const code = await runInForeground(process.execPath, args, { cwd: checkoutDir, env });
  if (code === 0) say(`Packages are in ${releaseDir}`);
  return code;
});

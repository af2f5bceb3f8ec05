// Starts an app folder or file given on the command line, as Electron's own default app does.
import { existsSync, readFileSync, statSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { app } from 'electron';

const args = process.argv.slice(1);
if (args.includes('--version') || args.includes('-v')) {
  console.log(`v${process.versions.electron}`);
  process.exit(0);
}
const preloads = [];
for (let i = 0; i < args.length; ) {
  if (args[i] === '-r' || args[i] === '--require') preloads.push(...args.splice(i, 2).slice(1));
  else i++;
}
if (preloads.length > 0) Module._preloadModules(preloads);
const given = resolve(args.find((argument) => !argument.startsWith('-')) ?? '.');
process.defaultApp = true;
const isDir = existsSync(given) && statSync(given).isDirectory();
const dir = isDir ? given : dirname(given);
let file = given;
if (isDir) {
  const manifest = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  if (manifest.version) app.setVersion(manifest.version);
  if (manifest.productName || manifest.name) app.setName(manifest.productName ?? manifest.name);
  if (manifest.desktopName) app.setDesktopName(manifest.desktopName);
  app.setPath('userData', join(app.getPath('appData'), app.getName()));
  file = createRequire(join(dir, 'package.json')).resolve(resolve(dir, manifest.main ?? 'index.js'));
}
app.setAppPath(dir);
await import(pathToFileURL(file).href);

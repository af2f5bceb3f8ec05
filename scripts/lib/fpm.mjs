#!/usr/bin/env node
// The small part of fpm that electron-builder calls to make a .deb, over dpkg-deb: for machines
// that cannot download fpm. Release machines leave CUSTOM_FPM_PATH unset and use the real one.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const switches = new Set(['force', 'debug']);
const options = { d: [], 'deb-recommends': [] };
const mappings = [];
for (let args = process.argv.slice(2); args.length > 0; ) {
  const name = /^--?([a-z][a-z-]*)$/.exec(args[0])?.[1];
  if (!name) mappings.push(args.shift());
  else if (switches.has(name)) args = args.slice(1);
  else {
    const value = args[1];
    if (Array.isArray(options[name])) options[name].push(value);
    else options[name] = value;
    args = args.slice(2);
  }
}
if (options.t !== 'deb') throw new Error(`only deb packages are made here, not ${options.t}`);

const rootDir = mkdtempSync(join(tmpdir(), 'sealpost-deb-'));
try {
  const treeDir = join(rootDir, 'tree');
  mkdirSync(join(treeDir, 'DEBIAN'), { recursive: true, mode: 0o755 });
  for (const mapping of mappings) {
    const at = mapping.lastIndexOf('=');
    const from = mapping.slice(0, at);
    const to = join(treeDir, mapping.slice(at + 1));
    mkdirSync(statSync(from).isDirectory() ? to : dirname(to), { recursive: true });
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
  writeFileSync(join(treeDir, 'DEBIAN', 'control'), control(treeDir));
  for (const [option, script] of [
    ['after-install', 'postinst'],
    ['after-remove', 'postrm'],
  ]) {
    if (!options[option]) continue;
    cpSync(options[option], join(treeDir, 'DEBIAN', script));
    chmodSync(join(treeDir, 'DEBIAN', script), 0o755);
  }
  const compression =
    { gz: 'gzip', zst: 'zstd' }[options['deb-compression']] ?? options['deb-compression'] ?? 'xz';
  execFileSync('dpkg-deb', ['--root-owner-group', `-Z${compression}`, '--build', treeDir, options.package], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
} finally {
  rmSync(rootDir, { recursive: true, force: true });
}

function control(treeDir) {
  const [summary, ...rest] = (options.description ?? '').split('\n').map((line) => line.trim());
  const kilobytes = execFileSync('du', ['-sk', treeDir], { encoding: 'utf8' }).split('\t')[0];
  const fields = {
    Package: options.name,
    Version: options.iteration ? `${options.version}-${options.iteration}` : options.version,
    License: options.license,
    Vendor: options.vendor,
    Architecture: options.architecture,
    Maintainer: options.maintainer,
    'Installed-Size': kilobytes,
    Depends: options.d.join(', '),
    Recommends: options['deb-recommends'].join(', '),
    Section: options.category ?? 'default',
    Priority: options['deb-priority'],
    Homepage: options.url,
    Description: summary || rest.find(Boolean),
  };
  const lines = Object.entries(fields).filter(([, value]) => value !== undefined && value !== '');
  const more = rest.filter(Boolean).map((line) => ` ${line}\n`);
  return `${lines.map(([name, value]) => `${name}: ${value}`).join('\n')}\n${more.join('')}`;
}

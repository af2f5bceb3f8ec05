import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fillCache } from './cache.mjs';
import { ensureDebianPackages } from './debian.mjs';
import { cacheDir } from './places.mjs';
import { has, run } from './run.mjs';
import { Missing, say } from './say.mjs';

/**
 * The jars that a pom names, with all they need, from Maven Central, kept outside the checkout.
 * @param {{ name: string, version: string, what: string, pom: string, otherwise: string }} wanted `name` is that of
 *   its folder, `otherwise` ends the sentence "Install Maven, …"
 * @returns {Promise<string>} the folder
 */
export async function ensureJars({ name, version, what, pom, otherwise }) {
  const folder = `${name}-${version}`;
  if (existsSync(join(cacheDir, folder))) return join(cacheDir, folder);
  if (!has('mvn')) {
    ensureDebianPackages(['maven'], `Fetching ${what}`);
    if (!has('mvn')) throw new Missing(`Fetching ${what} needs Maven.`, `Install Maven, ${otherwise}`);
  }
  say(`Fetching ${what} ${version}…`);
  return fillCache(folder, name, (temporaryDir) => {
    run('mvn', [
      ...['-q', '-B', '-f', pom],
      ...[
        'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
        `-DoutputDirectory=${temporaryDir}`,
      ],
    ]);
    chmodSync(temporaryDir, 0o755);
    return temporaryDir;
  });
}

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fillCache } from './cache.mjs';
import { ensureDebianPackages } from './debian.mjs';
import { cacheDir, checkoutDir } from './places.mjs';
import { has, run } from './run.mjs';
import { Missing, say } from './say.mjs';

const version = '4.4.0';
const neededJava = 17;
const orBrokers = 'or set KAFKA_BROKERS to a running Kafka.';

/** Apache Kafka's jars with all they need, from Maven Central, kept outside the checkout. Returns the folder. */
export async function ensureKafka() {
  ensureJava();
  const name = `kafka-${version}`;
  if (existsSync(join(cacheDir, name))) return join(cacheDir, name);
  if (!has('mvn')) {
    ensureDebianPackages(['maven'], 'Fetching Apache Kafka');
    if (!has('mvn')) throw new Missing('Fetching Apache Kafka needs Maven.', `Install Maven, ${orBrokers}`);
  }
  say(`Fetching Apache Kafka ${version}…`);
  return fillCache(name, 'kafka', (temporaryDir) => {
    run('mvn', [
      ...['-q', '-B', '-f', join(checkoutDir, 'scripts', 'kafka', 'pom.xml')],
      ...[
        'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
        `-DoutputDirectory=${temporaryDir}`,
      ],
    ]);
    chmodSync(temporaryDir, 0o755);
    return temporaryDir;
  });
}

function ensureJava() {
  if (!has('java')) ensureDebianPackages(['default-jre-headless'], 'The local Kafka');
  const said = has('java') ? spawnSync('java', ['-version'], { encoding: 'utf8' }) : null;
  // macOS has a java that only says that there is none.
  if (said?.status !== 0) {
    throw new Missing(`The local Kafka needs Java ${neededJava}.`, `Install a Java runtime, ${orBrokers}`);
  }
  const found = javaVersion(said.stderr);
  if (found !== null && found < neededJava) {
    throw new Missing(
      `The local Kafka needs Java ${neededJava}, and the one on PATH is Java ${found}.`,
      `Put a Java runtime of version ${neededJava} or newer first on PATH, ${orBrokers}`,
    );
  }
}

/** 8 of `version "1.8.0_402"`, 17 of `version "17.0.15"`; null where it says something else. */
export function javaVersion(said) {
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(said) ?? [];
  if (first === undefined) return null;
  return Number(first === '1' && second !== undefined ? second : first);
}

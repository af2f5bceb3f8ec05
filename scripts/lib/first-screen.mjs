// Starts the installed, hardened app (no inspector) and reaches its first screen over the debugging port.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright';

const profile = join(process.env.SEALPOST_RUN_DIR, 'installed');
const args = [
  '--remote-debugging-port=0',
  '--password-store=gnome-libsecret',
  `--profile=${profile}`,
  '--disable-gpu',
];
const child = spawn('/opt/Sealpost/sealpost', args, { stdio: ['ignore', 'inherit', 'pipe'] });
const late = setTimeout(() => fail('the first screen did not come within 60 s'), 60_000);

function fail(why) {
  console.error(`first screen: ${why}`);
  child.kill('SIGKILL');
  process.exit(1);
}

child.once('exit', (code) => fail(`the app ended with ${code}`));
createInterface({ input: child.stderr }).on('line', async (line) => {
  const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
  if (!address) return;
  const browser = await chromium.connectOverCDP(address);
  const page = browser.contexts()[0]?.pages()[0] ?? (await browser.contexts()[0].waitForEvent('page'));
  await page.getByRole('heading', { name: 'Registered mail for documents' }).waitFor();
  console.error('The installed app reached its first screen.');
  clearTimeout(late);
  child.removeAllListeners('exit');
  child.kill();
  process.exit(0);
});

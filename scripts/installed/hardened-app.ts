import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from 'playwright';
import { untilEnded } from '../driver/until-ended.ts';

const firstPageWithin = 60_000;

/** The installed app: its fuses keep the inspector out, so it is driven over the debugging port. */
export class HardenedApp {
  readonly page: Page;
  readonly #child: ChildProcess;
  readonly #browser: Browser;

  private constructor(child: ChildProcess, browser: Browser, page: Page) {
    this.#child = child;
    this.#browser = browser;
    this.page = page;
  }

  static async start(binary: string, profileDir: string): Promise<HardenedApp> {
    const args = ['--remote-debugging-port=0', '--password-store=gnome-libsecret', '--disable-gpu'];
    const child = spawn(binary, [...args, `--profile=${profileDir}`], {
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    try {
      const browser = await chromium.connectOverCDP(await debuggingAddress(child));
      const context = browser.contexts()[0];
      const page = context?.pages()[0] ?? (await context?.waitForEvent('page', { timeout: firstPageWithin }));
      if (!page) throw new Error('the installed app has no page');
      return new HardenedApp(child, browser, page);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    }
  }

  async stop(): Promise<void> {
    const ended = untilEnded(this.#child);
    const late = setTimeout(() => this.#child.kill('SIGKILL'), 10_000);
    this.#child.kill();
    await ended;
    clearTimeout(late);
    await this.#browser.close();
  }
}

function debuggingAddress(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const said: string[] = [];
    const fail = (why: string): void => reject(new Error(`${why}:\n${said.slice(-15).join('\n')}`));
    const late = setTimeout(() => fail(`no page within ${firstPageWithin / 1000} s`), firstPageWithin);
    child.once('error', reject);
    child.once('exit', (code) => fail(`the installed app ended with ${code}`));
    createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      said.push(line);
      const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (!address) return;
      clearTimeout(late);
      resolve(address);
    });
  });
}

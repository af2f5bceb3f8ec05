import { expect, test } from './support/fixtures.ts';

test('the window is hardened: no Node, no navigation, no new window, no permission, no inline script', async ({
  pair: { alice },
}) => {
  const preferences = await alice.electron.evaluate(({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows()[0];
    const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
    const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } =
      contents.getLastWebPreferences();
    return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag };
  });
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  const { page } = alice;
  const url = page.url();
  expect(await page.evaluate(() => typeof (globalThis as Record<string, unknown>).require)).toBe('undefined');
  expect(await page.evaluate(() => window.open('https://example.invalid') === null)).toBe(true);
  await page.evaluate(() => {
    location.href = 'https://example.invalid/';
  });
  expect(page.url()).toBe(url);
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied');
  expect(
    await page.evaluate(() =>
      fetch('https://example.invalid').then(
        () => 'fetched',
        () => 'refused',
      ),
    ),
  ).toBe('refused');
  const inline = await page.evaluate(() => {
    const script = document.createElement('script');
    try {
      script.text = 'window.injected = true';
      document.head.append(script);
    } catch {
      // Trusted Types refuse the text itself.
    }
    return (window as unknown as { injected?: boolean }).injected ?? false;
  });
  expect(inline).toBe(false);
  const keys = await page.evaluate(() =>
    Object.keys((window as unknown as { sealpost: object }).sealpost).sort(),
  );
  expect(keys).toEqual(['call', 'offer', 'on']);
});

test('calls are answered only after their arguments parsed, and paths never come from the page', async ({
  pair: { alice },
}) => {
  const refused = await alice.page.evaluate(async () => {
    const api = (
      window as unknown as {
        sealpost: {
          call(name: string, args: unknown): Promise<unknown>;
          offer(files: File[]): Promise<{ refused: { kind: string }[] }>;
        };
      }
    ).sealpost;
    const outcome = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'answered',
        () => 'refused',
      );
    const made = await api.offer([new File(['x'], 'made-by-script.txt')]);
    return [
      await outcome(api.call('documents.offer', [{ path: '/etc/passwd', name: 'passwd' }])),
      await outcome(api.call('transfers.send', { recipients: 'everybody', documents: [] })),
      await outcome(api.call('no.such.call', undefined)),
      made.refused[0]?.kind,
    ];
  });
  expect(refused).toEqual(['refused', 'refused', 'refused', 'not-a-file']);
});

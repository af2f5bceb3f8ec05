import { symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Locator } from '@playwright/test';
import {
  everyFileFailure,
  everyOfferFailure,
  everyReason,
  everySendFailure,
} from '../renderer/dev/every-failure.ts';
import { everyLeg } from '../renderer/dev/every-leg.ts';
import { sample } from '../renderer/dev/sample.ts';
import { reasonText, sendFailureText } from '../renderer/text/failure-text.ts';
import { faultText } from '../renderer/text/fault-text.ts';
import { fileFailureText } from '../renderer/text/file-text.ts';
import { legLine, rowWord } from '../renderer/text/leg-text.ts';
import { offerFailureText } from '../renderer/text/offer-text.ts';
import { dropOn } from '../scripts/driver/drag.ts';
import type { RunningApp } from '../scripts/driver/running-app.ts';
import type { OfferFailureKind } from '../shared/documents.ts';
import { failed } from '../shared/result.ts';
import type { Transfer, TransferReason } from '../shared/transfer.ts';
import { expect, test } from './support/fixtures.ts';
import { picture, snap } from './support/look.ts';
import { answer, put, show, tell } from './support/stage.ts';

/** The window is whole: its rail stands beside whatever is said. */
const alive = ({ page }: RunningApp): Promise<void> =>
  expect(page.getByRole('heading', { name: 'Sealpost', exact: true })).toBeVisible();

/** Newer versions of Electron put only formats on the clipboard that they know. */
type OlderClipboard = { writeBuffer?(format: string, bytes: Buffer): void };

const travels: ReadonlySet<TransferReason> = new Set(['hash-mismatch', 'incomplete', 'policy', 'storage']);
const receivedOnly: ReadonlySet<TransferReason> = new Set([
  'unknown-key',
  'unreadable',
  'not-for-this-address',
  'certificate-invalid',
  'sender-unconfirmed',
  'signature-mismatch',
  'conflicting-statement',
]);
const sides = (reason: TransferReason): readonly Transfer['direction'][] =>
  travels.has(reason) ? ['sent', 'received'] : receivedOnly.has(reason) ? ['received'] : ['sent'];

function withReason(reason: TransferReason, direction: Transfer['direction']): Transfer {
  const status = travels.has(reason) || direction === 'received' ? 'refused' : 'failed';
  return sample({
    id: `${direction}-${reason}`,
    direction,
    status: reason === 'connection-lost' ? 'waiting-for-connection' : status,
    reason,
    ago: 1,
    who: 'alice',
    documentName: `${reason}.pdf`,
    documentSize: 240_000,
    peerVerified: !receivedOnly.has(reason),
    retryable: direction === 'sent',
  });
}

test('every failure is said in a window that lives on', async ({ office, files }) => {
  const app = office.person(`failures-${Date.now()}`, 'Fay Lure');
  await app.start();
  const { page } = app;
  await page.getByRole('heading', { name: 'Nothing received yet.' }).waitFor();
  await answer(app, 'transfers.onScreen', null);
  await answer(app, 'transfers.markRead', null);

  await test.step('every reason of a transfer', async () => {
    for (const reason of Object.keys(everyReason) as TransferReason[]) {
      for (const direction of sides(reason)) {
        const transfer = withReason(reason, direction);
        await show(app, transfer);
        const details = page.getByRole('region', { name: 'Transfer details' });
        await expect(details.getByText(reasonText(reason, transfer).title).first()).toBeVisible();
        await alive(app);
        await picture(app, details, `reason-${direction}-${reason}`);
      }
    }
  });

  await test.step('every leg on which a transfer waits', async () => {
    const details = page.getByRole('region', { name: 'Transfer details' });
    for (const transfer of Object.values(everyLeg).flat()) {
      await show(app, transfer);
      const row = page.locator(`[role="row"][data-id="${transfer.id}"]`);
      await expect(row).toContainText(rowWord(transfer, Date.now()));
      const line = legLine(transfer, Date.now(), null);
      if (line !== null) await expect(details.locator('.leg')).toContainText(line);
      await snap(app, transfer.id, ['light']);
    }
  });

  await test.step('every failure of a file', async () => {
    const received = { direction: 'received', status: 'received', ago: 2, who: 'alice' } as const;
    for (const failure of everyFileFailure) {
      const name = `file-${Object.values(failure).join('-')}`;
      const transfer = sample({ ...received, id: name, documentName: `${name}.pdf`, path: '/tmp/a.pdf' });
      await show(app, transfer);
      await answer(app, 'transfers.open', failed(failure));
      const details = page.getByRole('region', { name: 'Transfer details' });
      await details.getByRole('button', { name: 'Open', exact: true }).click();
      const text = fileFailureText(failure);
      if (text) {
        await expect(details.getByText(text.title)).toBeVisible();
        await picture(app, details, name);
      } else await expect(details.locator('.acts-cause')).toHaveCount(0);
      await alive(app);
    }
  });

  await test.step('every item that is not taken', async () => {
    const slip = page.getByRole('region', { name: 'New transfer' });
    for (const kind of Object.keys(everyOfferFailure) as OfferFailureKind[]) {
      await answer(app, 'documents.choose', { documents: [], refused: [{ name: `${kind}.pdf`, kind }] });
      await tell(app, 'navigate', { to: 'choose-documents' });
      await expect(slip.getByText(offerFailureText(kind, `${kind}.pdf`).title)).toBeVisible();
      await alive(app);
      await picture(app, slip.locator('.refused'), `offer-${kind}`);
    }
  });

  await test.step('what is no document says what it is, and a link is taken under its own name', async () => {
    const slip = page.getByRole('region', { name: 'New transfer' });
    for (const [mimeType, data, kind] of [
      ['text/uri-list', 'https://example.org/picture.png', 'web-address'],
      ['text/plain', 'a sentence', 'text'],
    ] as const) {
      await tell(app, 'navigate', { to: 'inbox' });
      await dropOn(page, [], [{ mimeType, data }]);
      await expect(slip.getByText(offerFailureText(kind, '').title)).toBeVisible();
    }
    const link = `${files('Report of 2026.pdf', 'content')}.link.pdf`;
    symlinkSync('Report of 2026.pdf', link);
    await dropOn(page, [link, '/dev/null']);
    await expect(slip.getByRole('button', { name: 'Remove Report of 2026.pdf.link.pdf' })).toBeVisible();
    await expect(slip.getByText(offerFailureText('device', 'null').title)).toBeVisible();
    await slip.getByRole('button', { name: 'Remove Report of 2026.pdf.link.pdf' }).click();
    // Written by a program with another alphabet, and pasted from a file manager.
    const folder = dirname(link);
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/Gr`), Buffer.from([0xfc, 0xdf]), Buffer.from('e')]),
      'x',
    );
    const pasted = await app.electron.evaluate(({ clipboard, BrowserWindow }, uri) => {
      const { writeBuffer } = clipboard as unknown as OlderClipboard;
      writeBuffer?.call(clipboard, 'text/uri-list', Buffer.from(`${uri}\r\n`));
      BrowserWindow.getAllWindows()[0]?.webContents.paste();
      return writeBuffer !== undefined;
    }, `file://${folder}/Gr%FC%DFe`);
    if (pasted) await expect(slip.getByText(offerFailureText('name-not-text', '').title)).toBeVisible();
  });

  await test.step('every way in which nothing is sent', async () => {
    const document = { token: 'none', name: 'Offer.pdf', size: 1_000 };
    await answer(app, 'documents.choose', { documents: [document], refused: [] });
    await answer(app, 'transfers.preflight', {
      own: { state: 'ok', reason: null },
      recipients: [{ destination: 'bob@acme', label: 'Bob Chen', state: 'ok', reason: null, keeps: null }],
      documents: [{ token: 'none', state: 'ok', reason: null }],
    });
    await tell(app, 'navigate', { to: 'choose-documents' });
    const field = page.getByRole('combobox', { name: 'Add a person or an address' });
    await field.fill('bob@acme');
    await field.press(',');
    const send = page.getByRole('button', { name: /^(Send|Queue)$/ });
    for (const failure of everySendFailure) {
      await answer(app, 'transfers.send', failed(failure));
      await send.and(page.locator('[aria-disabled="false"]')).click();
      const said = page.locator('.send .cause');
      await expect(said.getByText(sendFailureText(failure, 'Offer.pdf').title)).toBeVisible();
      await alive(app);
      await picture(app, said, `send-${Object.values(failure).join('-')}`);
    }
  });

  await test.step('a part of the window that fails leaves the others, and comes back', async () => {
    const transfer = sample({ id: 'odd', direction: 'sent', status: 'sent', ago: 1, who: 'alice' });
    const details = detailsPart(app);
    const good = { kind: 'connected', lastContact: Date.now(), trouble: null } as const;
    // States that no contract knows: whatever the cause, a part ends in an error.
    await show(app, { ...transfer, peer: { label: 7 as never, destination: 'odd@acme' } });
    await expect(details.getByText('Something went wrong in this part of the window.')).toBeVisible();
    await alive(app);
    await picture(app, details, 'part-details');
    await put(app, transfer);
    await details.getByRole('button', { name: 'Reload this part' }).click();
    await expect(details.getByRole('heading', { level: 2 })).toBeVisible();
    await tell(app, 'connection.changed', null as never);
    const again = page.getByRole('button', { name: 'Reload this part' });
    await expect(again).toHaveCount(2);
    await expect(details.getByRole('heading', { level: 2 })).toBeVisible();
    await picture(app, page.locator('#root'), 'part-rail-and-strip');
    await tell(app, 'connection.changed', good);
    await again.first().click();
    await again.first().click();
    await alive(app);
    await expect(again).toHaveCount(0);
  });

  await test.step('an error in a listener of main is told once, without a box', async () => {
    await app.electron.evaluate(({ app: main }) => {
      main.once('accessibility-support-changed', () => {
        throw new Error('a listener of the test');
      });
      setImmediate(() => main.emit('accessibility-support-changed'));
    });
    await expect(page.getByText(faultText.body)).toBeVisible();
    await picture(app, page.locator('#root'), 'fault');
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await expect(page.getByText(faultText.body)).toHaveCount(0);
  });
  await app.stop();
});

const detailsPart = ({ page }: RunningApp): Locator => page.getByRole('region', { name: 'Transfer details' });

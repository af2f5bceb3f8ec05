import { beforeEach, expect, test, vi } from 'vitest';
import { type FakeApi, fakeApi } from '../dev/fake-api.ts';
import { sample } from '../dev/sample.ts';
import { registrar } from '../dev/sample-organisation.ts';

let fake: FakeApi;
const addEventListener = vi.fn();
const load = async () => ({
  transfers: await import('./transfers.ts'),
  mirrors: await import('./mirrors.ts'),
  view: await import('./view.ts'),
  actions: await import('./actions.ts'),
  question: await import('./question.ts'),
  navigate: await import('../navigate.ts'),
});

beforeEach(() => {
  vi.resetModules();
  addEventListener.mockClear();
  fake = fakeApi();
  vi.stubGlobal('window', { sealpost: fake });
  vi.stubGlobal('document', { hidden: false, addEventListener });
});

const settled = () => new Promise((resolve) => setTimeout(resolve));

test('progress changes a held row, and no other', async () => {
  const { transfers } = await load();
  transfers.followTransfers();
  transfers.watch('s2');
  await settled();
  fake.emit('transfers.progress', [
    { id: 's2', bytesMoved: 9, progress: 0.5, timeLeft: null },
    { id: 'gone', bytesMoved: 1, progress: 0, timeLeft: null },
  ]);
  expect(transfers.useTransfers.getState().byId.s2?.progress).toBe(0.5);
  expect(Object.keys(transfers.useTransfers.getState().byId)).toEqual(['s2']);
});

test('progress changes nothing in a window that is hidden, and is there when it is shown', async () => {
  const { transfers } = await load();
  transfers.followTransfers();
  transfers.watch('s2');
  await settled();
  const before = transfers.useTransfers.getState();
  vi.stubGlobal('document', { hidden: true, addEventListener });
  fake.emit('transfers.progress', [{ id: 's2', bytesMoved: 9, progress: 0.5, timeLeft: null }]);
  expect(transfers.useTransfers.getState()).toBe(before);
  vi.stubGlobal('document', { hidden: false, addEventListener });
  for (const [, shown] of addEventListener.mock.calls) shown();
  expect(transfers.useTransfers.getState().byId.s2?.progress).toBe(0.5);
});

test('a row is held until the last part of the page lets it go', async () => {
  const { transfers } = await load();
  transfers.followTransfers();
  const ends = [transfers.watch('s2'), transfers.watch('s2')];
  await settled();
  ends[0]?.();
  ends[0]?.();
  expect(transfers.useTransfers.getState().byId.s2).toBeDefined();
  ends[1]?.();
  expect(transfers.useTransfers.getState().byId).toEqual({});
});

test('news know the state before, also of a row that nobody holds', async () => {
  const { transfers } = await load();
  transfers.followTransfers();
  const sending = sample({ id: 'n', direction: 'sent', status: 'sending', ago: 1, who: 'alice' });
  const emit = (now: typeof sending) => fake.emit('transfers.changed', { rows: [now], lists: [] });
  emit(sending);
  expect(transfers.useTransfers.getState().news).toEqual([{ before: undefined, now: sending }]);
  const sent = { ...sending, status: 'sent' } as const;
  emit(sent);
  expect(transfers.useTransfers.getState().news).toEqual([{ before: sending, now: sent }]);
  expect(transfers.useTransfers.getState().byId).toEqual({});
});

test('a change that an answer told before its event did is news all the same', async () => {
  const { transfers } = await load();
  transfers.followTransfers();
  transfers.watch('s2');
  await settled();
  const sending = transfers.useTransfers.getState().byId.s2;
  if (!sending) throw new Error('the sample has it');
  fake.emit('transfers.changed', { rows: [sending], lists: [] });
  const sent = { ...sending, status: 'sent' } as const;
  transfers.keep([sent]);
  fake.emit('transfers.changed', { rows: [sent], lists: [] });
  expect(transfers.useTransfers.getState().news).toEqual([{ before: sending, now: sent }]);
});

test('counts follow main', async () => {
  const { mirrors } = await load();
  await mirrors.startMirrors();
  expect(mirrors.useCounts.getState().counts).toMatchObject({ received: 10, retryable: 2 });
  await fake.call('transfers.remove', ['r1']);
  expect(mirrors.useCounts.getState().counts?.received).toBe(9);
});

test('an event that overtakes the first answer wins', async () => {
  const { mirrors } = await load();
  const starting = mirrors.startMirrors();
  fake.emit('connection.changed', { kind: 'offline', since: 1, retryAt: 2, lastContact: null });
  await starting;
  expect(mirrors.useConnection.getState().state.kind).toBe('offline');
  expect(mirrors.useDestinations.getState().list.length).toBeGreaterThan(1);
});

test('documents that were offered open New transfer with the person they were dropped on', async () => {
  const { view } = await load();
  await view.offerFiles([{ name: 'a.pdf', size: 1 } as File], ['bob.chen@halden']);
  const { place, draft } = view.useView.getState();
  expect(place).toBe('compose');
  expect(draft.recipients).toEqual(['bob.chen@halden']);
  expect(draft.documents.map(({ name }) => name)).toEqual(['a.pdf']);
});

test('a draft that was left without a document adds nobody to a later drop', async () => {
  const { view } = await load();
  view.compose(['alice.martin@halden']);
  view.go('inbox');
  await view.offerFiles([{ name: 'a.pdf', size: 1 } as File], ['bob.chen@halden']);
  expect(view.useView.getState().draft.recipients).toEqual(['bob.chen@halden']);
  view.compose(['carol.diaz@halden']);
  expect(view.useView.getState().draft.recipients).toEqual(['bob.chen@halden', 'carol.diaz@halden']);
});

test('a draft takes a thousand documents, and says how many were left out', async () => {
  const { view } = await load();
  const files = Array.from({ length: 1_003 }, (_, n) => ({ name: `${n}.pdf`, size: 1 }) as File);
  await view.offerFiles(files);
  expect(view.useView.getState().draft.documents.length).toBe(1_000);
  expect(view.useView.getState().draft.refused).toEqual([{ name: '3 documents', kind: 'too-many' }]);
  await view.offerFiles(files.slice(0, 1));
  expect(view.useView.getState().draft.documents.length).toBe(1_000);
  expect(view.useView.getState().draft.refused).toEqual([{ name: '1 document', kind: 'too-many' }]);
});

test('after sending, Sent shows the new row and the draft is empty', async () => {
  const { view } = await load();
  await view.offerFiles([{ name: 'a.pdf', size: 1 } as File], ['bob.chen@halden']);
  await view.sendDraft();
  const { place, open, draft } = view.useView.getState();
  expect([place, open.sent]).toEqual(['sent', 'new0']);
  expect(draft).toEqual(view.emptyDraft);
});

test('cancelling and removing ask first, and the safe answer does nothing', async () => {
  const { actions, question, transfers } = await load();
  transfers.followTransfers();
  transfers.watch('s2');
  await settled();
  const removing = actions.removeTransfers(['r2']);
  expect(question.useQuestion.getState().asked?.question.no).toBe('Keep');
  question.useQuestion.getState().asked?.answer(false);
  expect(await removing).toBe(false);
  expect(fake.called.some(({ name }) => name === 'transfers.remove')).toBe(false);
  const sending = transfers.useTransfers.getState().byId.s2;
  if (!sending) throw new Error('the sample has it');
  const cancelling = actions.cancelTransfer(sending);
  question.useQuestion.getState().asked?.answer(true);
  await cancelling;
  expect(transfers.useTransfers.getState().byId.s2?.status).toBe('cancelled');
});

test('a clicked notification opens its transfer in its own list', async () => {
  const { navigate, transfers, view } = await load();
  transfers.followTransfers();
  navigate.follow({ to: 'transfer', id: 's4' });
  await settled();
  expect(view.useView.getState()).toMatchObject({ place: 'sent', open: { sent: 's4' } });
  navigate.follow({ to: 'people' });
  navigate.follow({ to: 'search' });
  expect(view.useView.getState()).toMatchObject({ place: 'people', searches: 1 });
});

test('where the person is asked to go while a row is looked for is where the person goes', async () => {
  const { navigate, view } = await load();
  navigate.follow({ to: 'transfer', id: 's4' });
  navigate.follow({ to: 'people' });
  await settled();
  expect(view.useView.getState()).toMatchObject({ place: 'people', open: { sent: null } });
});

test('what a registrar looks after is mirrored, and is nothing elsewhere', async () => {
  const { mirrors } = await load();
  await mirrors.startMirrors();
  expect(mirrors.useRegistrar.getState().status).toBeNull();
  fake.emit('registrar.changed', registrar);
  expect(mirrors.useRegistrar.getState().status?.waiting).toBe(3);
});

test('a dialog of a place holds up keys and the menu', async () => {
  await load();
  const { isModal, useDialogs } = await import('../components/modal.ts');
  expect(isModal()).toBe(false);
  useDialogs.setState({ open: 1 });
  expect(isModal()).toBe(true);
});

import type { ConnectionState } from '../../shared/connection.ts';
import type { Bridge } from '../../shared/contract.ts';
import type { OfferReply } from '../../shared/documents.ts';
import { type HistoryCounts, type HistoryQuery, isShownBy, listGroupOf } from '../../shared/history.ts';
import type { IdentityStatus } from '../../shared/identity.ts';
import type { Api, Ipc } from '../../shared/ipc.ts';
import type { RegistrarStatus } from '../../shared/registrar.ts';
import { ok } from '../../shared/result.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Transfer } from '../../shared/transfer.ts';
import { organisationAnswers } from './fake-organisation.ts';
import { detailsOf, notifications, own, people, sample, sampleNow, transfers } from './sample.ts';
import { sampleReport, sampleServer } from './sample-connection.ts';
import { waiting } from './sample-organisation.ts';

type Calls = Ipc['calls'];
type Answers = {
  [K in keyof Calls]: (args: Parameters<Bridge<Ipc>['call']>[1]) => unknown;
};

type PageCall = { readonly query: HistoryQuery; readonly cursor: string | null; readonly limit: number };

export type FakeState = {
  identity: IdentityStatus;
  connection: ConnectionState;
  settings: Settings;
  transfers: readonly Transfer[];
  /** Null where this installation is no registrar. */
  registrar: RegistrarStatus | null;
};

export const startState = (): FakeState => ({
  identity: {
    kind: 'ready',
    ...pick(own),
    fingerprint: 'cab4f1161514fe75bfaabc3ee2283d75',
    validUntil: sampleNow + 4e10,
    keychain: 'gnome_libsecret',
    renewal: { kind: 'not-due', from: sampleNow + 3.5e10 },
  },
  connection: { kind: 'connected', lastContact: sampleNow, trouble: null },
  settings: {
    theme: 'system',
    density: 'comfortable',
    notifications: true,
    hideNamesInNotifications: false,
    receivedDir: '/home/hanna/Documents/Sealpost',
    receivedDirProblem: null,
    brokers: ['kafka-1.nordkaj.internal:9093', 'kafka-2.nordkaj.internal:9093'],
    demo: null,
  },
  transfers,
  registrar: null,
});

const pick = ({ destination, label }: { readonly destination: string; readonly label: string }) => ({
  destination,
  label,
});

export type FakeApi = Api & {
  readonly state: FakeState;
  readonly called: readonly { readonly name: string; readonly args: unknown }[];
  emit(name: string, payload: unknown): void;
};

/** An Api in memory, for looking at screens and for unit tests of the page; never part of the product. */
export function fakeApi(change: Partial<FakeState> = {}): FakeApi {
  const state: FakeState = { ...startState(), ...change };
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const called: { name: string; args: unknown }[] = [];
  const emit = (name: string, payload: unknown): void => {
    for (const listener of listeners.get(name) ?? []) listener(payload as never);
  };
  let offered = 0;
  const offer = (files: readonly { readonly name: string; readonly size: number }[]): OfferReply => ({
    documents: files
      .filter(({ size }) => size > 0)
      .map(({ name, size }) => ({ token: `t${offered++}`, name, size })),
    refused: files.filter(({ size }) => size === 0).map(({ name }) => ({ name, kind: 'folder' })),
  });
  const counts = (): HistoryCounts => ({
    sent: state.transfers.filter(({ direction }) => direction === 'sent').length,
    received: state.transfers.filter(({ direction }) => direction === 'received').length,
    unread: state.transfers.filter(({ direction, unread }) => direction === 'received' && unread).length,
    inProgress: state.transfers.filter(
      ({ direction, status }) => direction === 'sent' && listGroupOf(status) === 'in-progress',
    ).length,
    retryable: state.transfers.filter(isRetried).length,
  });
  const changeTransfers = (ids: readonly string[], patch: Partial<Transfer>): void => {
    state.transfers = state.transfers.map((one) => (ids.includes(one.id) ? { ...one, ...patch } : one));
    const rows = state.transfers.filter(({ id }) => ids.includes(id));
    emit('transfers.changed', { rows, lists: ['sent', 'received'] });
    emit('transfers.counted', counts());
  };
  const settingsNow = (patch: Partial<Settings>): Settings => {
    state.settings = { ...state.settings, ...patch };
    emit('settings.changed', state.settings);
    return state.settings;
  };
  const identityNow = (identity: IdentityStatus): IdentityStatus => {
    state.identity = identity;
    emit('identity.changed', identity);
    return identity;
  };
  const compose = (args: unknown): { recipients: string[]; documents: string[] } => args as never;
  const answers: Answers = {
    'app.info': () => ({ version: '0.1.0', platform: 'linux' }),
    'identity.status': () => state.identity,
    'identity.setUp': (args) => {
      identityNow({ ...waiting, ...pick(args as never) });
      return ok(null);
    },
    'identity.chooseOrganisation': () => ok({ organisation: 'nordkaj' }),
    'identity.retryKeychain': () => identityNow(startState().identity),
    'identity.tryAgain': () => null,
    'identity.startAgain': () => {
      identityNow({ kind: 'not-set-up', organisation: 'nordkaj', invited: null, founder: false });
      return ok(null);
    },
    ...organisationAnswers(state, emit),
    'connection.status': () => state.connection,
    'clock.status': () => ({ kind: 'right' }),
    'connection.retryNow': () => null,
    'connection.server': () => sampleServer,
    'connection.change': () => ok(null),
    'connection.check': () => sampleReport(),
    'connection.chooseAuthorities': () => ok(null),
    'connection.chooseClientCertificate': () => ok(null),
    'destinations.list': () => people,
    'settings.get': () => state.settings,
    'settings.set': (patch) => ok(settingsNow(patch as Partial<Settings>)),
    'settings.chooseReceivedDir': () => ok(settingsNow({ receivedDir: '/home/hanna/Received' })),
    'documents.offer': () => offer([]),
    'documents.choose': () =>
      offer([
        { name: 'Offer 2027-114, both languages.pdf', size: 780_000 },
        { name: 'Floor plans and photos, warehouse south.zip', size: 64_200_000 },
      ]),
    'transfers.page': (args) => {
      const { query, cursor, limit } = args as unknown as PageCall;
      const rows = state.transfers.filter((row) => isOn(query, row)).sort(newestFirst);
      const from = cursor === null ? 0 : rows.findIndex(({ id }) => id === cursor) + 1;
      const page = rows.slice(from, from + limit);
      return { rows: page, next: from + limit < rows.length ? (page.at(-1)?.id ?? null) : null };
    },
    'transfers.counts': () => counts(),
    'transfers.get': (id) => state.transfers.find((one) => one.id === (id as unknown)) ?? null,
    'transfers.details': (id) => {
      const transfer = state.transfers.find((one) => one.id === (id as unknown));
      return transfer ? detailsOf(transfer) : null;
    },
    'transfers.preflight': (args) => {
      const waiting = state.connection.kind !== 'connected';
      return {
        own: { state: 'ok', reason: null },
        recipients: compose(args).recipients.map((destination) => {
          const label = people.find((one) => one.destination === destination)?.label ?? null;
          const missing = { destination, label, state: 'failed', reason: 'recipient-unknown' };
          return label === null
            ? missing
            : { destination, label, state: waiting ? 'waiting' : 'ok', reason: null };
        }),
        documents: compose(args).documents.map((token) => ({ token, state: 'ok', reason: null })),
      };
    },
    'transfers.send': (args) => {
      const rows = compose(args).recipients.map((who, index) =>
        sample({
          id: `new${index}`,
          direction: 'sent',
          status: 'preparing',
          ago: 0,
          who,
          documentName: 'Offer.pdf',
          documentSize: 780_000,
        }),
      );
      state.transfers = [...rows, ...state.transfers];
      emit('transfers.changed', { rows, lists: ['sent'] });
      emit('transfers.counted', counts());
      return ok(rows);
    },
    'transfers.cancel': (id) => {
      changeTransfers([id as never], {
        status: 'cancelled',
        cancellable: false,
        progress: null,
        timeLeft: null,
      });
      return { cancelled: true };
    },
    'transfers.retry': (id) => {
      changeTransfers([id as never], { status: 'preparing', retryable: false, reason: null });
      return { id: id as never };
    },
    'transfers.retryAll': () => {
      const ids = state.transfers.filter(isRetried).map(({ id }) => id);
      changeTransfers(ids, { status: 'preparing', retryable: false, reason: null });
      return { count: ids.length };
    },
    'transfers.onScreen': () => null,
    'transfers.open': () => ok(null),
    'transfers.reveal': () => ok(null),
    'transfers.saveAs': () => ok({ saved: true }),
    'transfers.remove': (ids) => {
      state.transfers = state.transfers.filter(({ id }) => !(ids as unknown as string[]).includes(id));
      emit('transfers.removed', ids);
      emit('transfers.counted', counts());
      return null;
    },
    'transfers.markRead': (args) => {
      const { ids, read } = args as unknown as { ids: string[]; read: boolean };
      changeTransfers(ids, { unread: !read });
      return null;
    },
    'notifications.list': () => notifications,
    'clipboard.copy': () => null,
    'page.started': () => null,
    'page.failed': () => null,
    'faults.untold': () => null,
  };
  return {
    state,
    called,
    emit,
    call: async (name, args) => {
      called.push({ name, args });
      return answers[name](args as never) as never;
    },
    on: (name, listener) => {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener as never));
      return () => all.delete(listener as never);
    },
    offer: async (files) => offer(files),
  };
}

const newestFirst = (a: Transfer, b: Transfer): number => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
const isRetried = (one: Transfer): boolean =>
  one.retryable && listGroupOf(one.status) === 'failed' && one.reason !== 'storage';

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
function isOn({ direction, filter, search, person }: HistoryQuery, row: Transfer): boolean {
  if (direction !== null && row.direction !== direction) return false;
  if (person !== null && !(row.peerVerified && row.peer?.destination === person)) return false;
  const text = fold([row.documentName, row.peer?.label, row.peer?.destination, row.transferId].join(' '));
  const words = fold(search).split(/\s+/).filter(Boolean);
  return isShownBy(filter, row) && words.every((word) => text.includes(word));
}

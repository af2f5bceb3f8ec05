import type { LegName, Transfer } from '../../shared/transfer.ts';
import { sample, sampleNow } from './sample.ts';

const hour = 3_600_000;
const day = 24 * hour;

type Given = Partial<Transfer> & Pick<Transfer, 'direction' | 'status'>;

/** A transfer on this leg since three hours; `until` is from now, in milliseconds. */
const on = (name: LegName, given: Given, until: number | null = null, since = 3 * hour): Transfer =>
  sample({
    id: `leg-${name}${given.id ?? ''}`,
    ago: 200,
    who: given.direction === 'sent' ? 'bob' : 'alice',
    documentName: `${name}.pdf`,
    documentSize: 240_000,
    leg: { name, since: sampleNow - since, until: until === null ? null : sampleNow + until },
    ...given,
    ...(given.id === undefined ? {} : { id: `leg-${name}-${given.id}` }),
  });

const sent = { direction: 'sent', status: 'sent' } as const;
const unconfirmed = { ...sent, overdue: true, retryable: true } as const;
const received = { direction: 'received' } as const;
const pending = { ...received, status: 'confirmation-pending' } as const;

/** Typed as a record, so that a new leg without a line here does not compile. */
export const everyLeg: Readonly<Record<LegName, readonly Transfer[]>> = {
  'own-turn': [on('own-turn', { direction: 'sent', status: 'preparing', cancellable: true })],
  'own-connection': [
    on('own-connection', { direction: 'sent', status: 'waiting-for-connection', cancellable: true }),
    on('own-connection', { ...pending, id: 'answer' }),
  ],
  'own-clock': [
    on('own-clock', { direction: 'sent', status: 'waiting-for-clock', cancellable: true }),
    on('own-clock', { ...pending, id: 'answer' }),
  ],
  'own-certificate': [on('own-certificate', pending)],
  'own-disk': [
    on(
      'own-disk',
      { ...received, status: 'cannot-save', waitingFor: { place: 'received-folder', cause: 'no-space' } },
      2 * day,
    ),
    on('own-disk', {
      ...{ direction: 'sent', status: 'sending', progress: 0.34, cancellable: true, id: 'journal' },
    }),
  ],
  'under-way': [on('under-way', { direction: 'sent', status: 'sending', progress: 0.34, cancellable: true })],
  server: [
    on('server', {
      ...{ direction: 'sent', status: 'sending', reason: 'server-unavailable', progress: 0.34 },
      cancellable: true,
    }),
  ],
  'their-app': [
    on('their-app', sent, 12 * day),
    on('their-app', { ...sent, id: 'ending' }, 1.5 * day, 12.5 * day),
  ],
  'their-disk': [on('their-disk', { direction: 'sent', status: 'refused', reason: 'storage' }, 2 * day)],
  'time-over': [on('time-over', unconfirmed)],
  removed: [on('removed', unconfirmed)],
  pieces: [on('pieces', { ...received, status: 'checking' })],
  directory: [on('directory', { ...received, status: 'checking', peerVerified: false }, 2 * day)],
};

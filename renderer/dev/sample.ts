import type { Destination } from '../../shared/destination.ts';
import type { ShownNotification } from '../../shared/notification.ts';
import type { Transfer, TransferDetails, TransferStep, TransferStepName } from '../../shared/transfer.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
/** Late enough in the day that "today" holds all of today's rows. */
export const sampleNow = new Date().setHours(10, 48, 0, 0);

const person = (destination: string, label: string, organisation: string, owned = false): Destination => ({
  destination,
  label,
  organisation,
  owned,
  certified: true,
  fingerprint: '58e2791934fdd9cfdd6d0e892cb6ca4894abc58559de0ec04d51bc2801bad291',
  validUntil: sampleNow + 400 * day,
});

export const own = person('hanna.lindqvist@nordkaj', 'Hanna Lindqvist', 'nordkaj', true);
export const people: readonly Destination[] = [
  own,
  person('alice.martin@halden', 'Alice Martin', 'halden'),
  person('bob.chen@halden', 'Bob Chen', 'halden'),
  person('carol.diaz@halden', 'Carol Diaz', 'halden'),
  person('lukasz.wojcik@baltyk', 'Łukasz Wójcik', 'baltyk'),
  person('minh.anh@saigon-trade', 'Nguyễn Thị Minh Anh', 'saigon-trade'),
  person('yusuf.demirtas@kordon', 'Yusuf Demirtaş', 'kordon'),
  person('sofia.p@thermaikos', 'Σοφία Παπαδοπούλου', 'thermaikos'),
  person('misaki.tanaka@minato', '田中 美咲', 'minato'),
];

type Sample = Partial<Transfer> &
  Pick<Transfer, 'id' | 'status' | 'direction'> & { readonly ago: number; readonly who?: string };

export function sample({ ago, who, ...given }: Sample): Transfer {
  const at = sampleNow - ago * minute;
  const peer = people.find(({ destination }) => destination.startsWith(who ?? '')) ?? null;
  return {
    leg: null,
    waitingFor: null,
    transferId: `5f0c2b9e-41d7-4c36-9a58-${given.id.padStart(12, '0')}`,
    reason: null,
    ownDestination: own.destination,
    peer: who === undefined || !peer ? null : { label: peer.label, destination: peer.destination },
    peerVerified: true,
    documentName: null,
    documentSize: null,
    bytesMoved: 0,
    progress: null,
    timeLeft: null,
    createdAt: at,
    updatedAt: at,
    finishedAt: at,
    unread: false,
    cancellable: false,
    retryable: false,
    removable: true,
    overdue: false,
    path: null,
    ...given,
  };
}

const received = {
  direction: 'received',
  status: 'received',
  path: '/home/hanna/Documents/Sealpost/Q3 report.pdf',
} as const;
const sent = { direction: 'sent', path: '/home/hanna/offer.pdf' } as const;
const delivered = { ...sent, status: 'delivered' } as const;

export const transfers: readonly Transfer[] = [
  sample({
    id: 'r1',
    direction: 'received',
    status: 'incoming',
    ago: 1,
    bytesMoved: 12_500_000,
    peerVerified: false,
  }),
  sample({
    id: 'r2',
    ...received,
    ago: 6,
    who: 'alice',
    documentName: 'Q3 report.pdf',
    documentSize: 2_400_000,
  }),
  sample({
    id: 'r3',
    ...received,
    ago: 50,
    who: 'lukasz',
    documentName: 'Mietvertrag Lagerhalle Süd, Entwurf mit Anmerkungen.docx',
    documentSize: 318_000,
    unread: true,
  }),
  sample({
    id: 'r4',
    direction: 'received',
    status: 'refused',
    reason: 'signature-mismatch',
    ago: 77,
    who: 'alice',
    peerVerified: false,
    documentSize: 1_800_000,
  }),
  sample({
    id: 'r5',
    ...received,
    ago: 153,
    who: 'sofia',
    documentName: 'Προσφορά 2027.xlsx',
    documentSize: 96_000,
    unread: true,
  }),
  sample({
    id: 'r6',
    ...received,
    ago: 1048,
    who: 'minh',
    documentName: 'Hợp đồng thuê văn phòng 2026.pdf',
    documentSize: 1_100_000,
  }),
  sample({
    id: 'r7',
    ...received,
    status: 'confirmation-pending',
    ago: 1185,
    who: 'yusuf',
    documentName: 'Site photos block C.zip',
    documentSize: 412_000_000,
  }),
  sample({
    id: 'r8',
    ...received,
    ago: 1402,
    who: 'misaki',
    documentName: '第三四半期 議事録.pdf',
    documentSize: 640_000,
  }),
  sample({
    id: 'r9',
    direction: 'received',
    status: 'incomplete',
    reason: 'incomplete',
    ago: 5800,
    who: 'bob',
    documentName: 'Purchase order 4471-B.pdf',
    documentSize: 204_000,
  }),
  sample({
    id: 'r10',
    ...received,
    ago: 7300,
    who: 'bob',
    documentName: 'Board minutes October 2026.pdf',
    documentSize: 860_000,
  }),
  sample({
    id: 's1',
    ...sent,
    status: 'preparing',
    ago: 1,
    who: 'carol',
    documentName: 'Offer 2027-114.pdf',
    documentSize: 780_000,
    cancellable: true,
  }),
  sample({
    id: 's2',
    ...sent,
    status: 'sending',
    ago: 4,
    who: 'yusuf',
    documentName: 'Bestandspläne Block C, Revision 7.zip',
    documentSize: 1_300_000_000,
    bytesMoved: 442_000_000,
    progress: 0.34,
    timeLeft: 118_000,
    cancellable: true,
  }),
  sample({
    id: 's3',
    ...sent,
    status: 'sent',
    ago: 17,
    who: 'bob',
    documentName: 'Board minutes November 2026.pdf',
    documentSize: 912_000,
  }),
  sample({
    id: 's4',
    ...delivered,
    ago: 28,
    who: 'bob',
    documentName: 'Q3 report.pdf',
    documentSize: 2_400_000,
  }),
  sample({
    id: 's5',
    ...sent,
    status: 'refused',
    reason: 'hash-mismatch',
    ago: 96,
    who: 'lukasz',
    documentName: 'Lieferschein 88214.pdf',
    documentSize: 143_000,
    retryable: true,
  }),
  sample({
    id: 's6',
    ...sent,
    status: 'waiting-for-connection',
    ago: 20,
    who: 'minh',
    documentName: 'Phụ lục hợp đồng số 3.docx',
    documentSize: 64_000,
    cancellable: true,
  }),
  sample({
    id: 's7',
    ...delivered,
    ago: 1080,
    who: 'lukasz',
    documentName: 'Umowa najmu 2027, wersja do podpisu.docx',
    documentSize: 256_000,
  }),
  sample({
    id: 's8',
    ...sent,
    status: 'failed',
    reason: 'document-missing',
    ago: 1398,
    who: 'carol',
    documentName: 'Price list 2027.xlsx',
    documentSize: 88_000,
    retryable: true,
    path: null,
  }),
  sample({
    id: 's9',
    ...sent,
    status: 'cancelled',
    ago: 5900,
    who: 'yusuf',
    documentName: 'Site plan draft.dwg',
    documentSize: 18_000_000,
  }),
  sample({
    id: 's10',
    ...delivered,
    ago: 8800,
    who: 'sofia',
    documentName: 'Συμφωνητικό εμπιστευτικότητας.pdf',
    documentSize: 310_000,
  }),
];

const orders = {
  sent: ['encrypted', 'pieces-sent', 'fingerprint-made', 'signed', 'dispatched', 'confirmed'],
  received: ['pieces-arriving', 'opened', 'signature-matches', 'complete', 'saved', 'confirmation-sent'],
} as const satisfies Record<Transfer['direction'], readonly TransferStepName[]>;

const reached: Readonly<Record<Transfer['status'], number>> = {
  preparing: 0,
  'waiting-for-connection': 0,
  'waiting-for-clock': 0,
  sending: 1,
  sent: 5,
  delivered: 6,
  refused: 2,
  failed: 0,
  cancelled: 1,
  incoming: 0,
  checking: 2,
  received: 6,
  'confirmation-pending': 5,
  incomplete: 0,
  'cannot-save': 4,
};

export function detailsOf(transfer: Transfer): TransferDetails {
  const { direction, status } = transfer;
  const done = direction === 'sent' && status === 'refused' ? 5 : reached[status];
  const over = ['refused', 'failed', 'incomplete'].includes(status);
  const waits = [
    ...['sent', 'waiting-for-connection', 'waiting-for-clock', 'confirmation-pending', 'cannot-save'],
  ].includes(status);
  const hash = '58e2791934fdd9cfdd6d0e892cb6ca4894abc58559de0ec04d51bc2801bad291';
  const steps = orders[direction].map((name, index): TransferStep => {
    const here =
      index === done
        ? over
          ? 'failed'
          : waits
            ? 'waiting'
            : status === 'cancelled'
              ? 'not-done'
              : 'running'
        : 'not-done';
    const state = index < done ? 'done' : here;
    const pieces = name === 'pieces-sent' || name === 'pieces-arriving';
    const proof =
      state !== 'done'
        ? []
        : pieces
          ? [{ caption: 'pieces', value: '10' } as const]
          : [{ caption: 'document-hash', value: hash } as const];
    return { name, state, at: state === 'not-done' ? null : transfer.createdAt + index * 1_500, proof };
  });
  return {
    transfer,
    steps,
    heardAt: null,
    technical: {
      transferId: transfer.transferId,
      documentHash: hash,
      transferHash: hash,
      shardCount: 10,
      compressedBytes: 2_100_000,
      senderCertificate: hash,
      recipientCertificate: hash,
      signature: hash.repeat(4),
      acknowledgementSignature: null,
      timestamp: '2026-11-24T09:41:58Z',
      signedServerTime: null,
      acknowledgedAt: null,
      confirmedServerTime: null,
      originalName: transfer.documentName,
    },
  };
}

export const notifications: readonly ShownNotification[] = [
  {
    id: 'n1',
    title: 'Document from Alice Martin',
    body: 'Q3 report.pdf, 2.4 MB. Signature matches.',
    transfer: 'r2',
    at: sampleNow - 6 * minute,
    native: true,
  },
  {
    id: 'n2',
    title: 'Delivered to Bob Chen',
    body: 'Q3 report.pdf was received and verified at 10:20.',
    transfer: 's4',
    at: sampleNow - 28 * minute,
    native: true,
  },
  {
    id: 'n3',
    title: 'A document was refused',
    body: 'It claims to be from Alice Martin, but the signature does not match. Nothing was saved.',
    transfer: 'r4',
    at: sampleNow - 77 * minute,
    native: true,
  },
  {
    id: 'n4',
    title: '7 documents received',
    body: 'From Alice Martin, Carol Diaz and 2 others.',
    transfer: null,
    at: sampleNow - 1500 * minute,
    native: true,
  },
];

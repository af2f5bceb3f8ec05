import { createHash } from 'node:crypto';
import type { Journal } from '../main/engine/journal.ts';
import type { Acknowledgement } from '../main/protocol/acknowledgement.ts';
import { formatTime } from '../main/protocol/time.ts';
import { SUITE, type TransferMetadata } from '../main/protocol/transfer-metadata.ts';

type TransferRecord = NonNullable<ReturnType<Journal['log']['get']>>;
type Sent = Extract<TransferRecord, { direction: 'sent' }>;
type Received = Extract<TransferRecord, { direction: 'received' }>;
type Events = TransferRecord['events'];

const MINUTE = 60_000; // milliseconds
const given = 'Anna,Łukasz,Jürgen,Chloé,Søren,Mei,Yuki,Aisha,Tomáš,Zoë,Ines,Oleg,Bob,Carol,Niamh,Ravi'.split(
  ',',
);
const family =
  'Wójcik,Müller,Martin,Chen,Nguyễn,Øster,Groß,Novák,Silva,Haddad,Tanaka,Kovács,Ek,Rossi,Byrne,Das'.split(
    ',',
  );
const kinds =
  'Vertrag,Rechnung,Angebot,Prüfbericht,Contract,Invoice,Minutes,Umowa,Raport,Facture,Protokoll,見積書'.split(
    ',',
  );
const subjects =
  'Łódź,Osaka,Berlin,Q1,Q2,Q3,Q4,Mietsache,Wartung,delivery,framework agreement,annual accounts'.split(',');
const endings = ['pdf', 'pdf', 'pdf', 'docx', 'xlsx', 'zip'];

/** The same for the same number, whenever and wherever it is made. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const hex = (text: string): string => digestOf(text).toString('hex');
/** As long as the signature of a key of 3,072 bits. */
const signatureOf = (text: string): string => Buffer.alloc(384, digestOf(text)).toString('base64');
const idOf = (text: string): string =>
  hex(text).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
const pick = (list: readonly string[], n: number): string => list[n % list.length] ?? '';
const plain = (name: string): string =>
  name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z]/g, '');

/**
 * One transfer of a long history of `own`. Number 0 is the newest, made ten minutes before `now`
 * (milliseconds); each other one was made ten minutes earlier.
 */
export function historyRecord(n: number, own: string, now: number): TransferRecord {
  const random = digestOf(`transfer ${n}`);
  const at = (index: number): number => random[index] ?? 0;
  const first = pick(given, at(0));
  const last = pick(family, at(1));
  const peer = `${plain(first)}.${plain(last)}@acme`;
  const createdAt = now - (n + 1) * 10 * MINUTE;
  const number = random.readUInt16LE(2);
  const isSent = at(4) < 115;
  const metadata: TransferMetadata = {
    compression: 'gzip',
    documentHash: hex(`document ${n}`),
    documentName: `${pick(kinds, at(5))} ${number} ${pick(subjects, at(6))}.${pick(endings, at(7))}`,
    documentSize: number * 41,
    recipient: isSent ? peer : own,
    recipientCertificate: hex(isSent ? peer : own),
    sender: isSent ? own : peer,
    senderCertificate: hex(isSent ? own : peer),
    shardCount: 1 + (number % 40),
    signature: signatureOf(`signature ${n}`),
    suite: SUITE,
    timestamp: formatTime(createdAt),
    transferHash: hex(`statement ${n}`),
    transferId: idOf(`transfer ID ${n}`),
    v: 1,
  };
  const common = {
    id: idOf(`row ${n}`),
    transferId: metadata.transferId,
    ownDestination: own,
    peerLabel: `${first} ${last}`,
    createdAt,
    updatedAt: createdAt,
    removed: at(8) < 10,
    metadata,
    publishedBrokerTime: createdAt + 900,
    sealedBytes: number * 37,
  };
  return isSent ? sent(common, n) : received(common, n);
}

type Made = Pick<
  Sent,
  'id' | 'transferId' | 'ownDestination' | 'peerLabel' | 'createdAt' | 'updatedAt' | 'removed' | 'sealedBytes'
> & { readonly metadata: TransferMetadata; readonly publishedBrokerTime: number };

/** In each thousand some refused, failed, cancelled and unconfirmed ones; a few wait for ever. */
function sent(made: Made, n: number): Sent {
  const { metadata, createdAt } = made;
  const place = n % 1_000;
  const state =
    place < 20
      ? 'refused'
      : place < 30
        ? 'failed'
        : place < 40
          ? 'cancelled'
          : place < 43
            ? 'sent'
            : 'delivered';
  const isAnswered = state === 'refused' || state === 'delivered';
  const begun: Events = [
    { event: 'queued', at: createdAt },
    { event: 'start', at: createdAt + 5 },
  ];
  const dispatched: Events = [
    ...begun,
    { event: 'sealed', at: createdAt + 500 },
    { event: 'dispatched', at: createdAt + 1_000, serverTime: made.publishedBrokerTime },
  ];
  const ended = {
    refused: [...dispatched, { event: 'acknowledged-failed', at: createdAt + MINUTE }],
    failed: [...begun, { event: 'fail', at: createdAt + 100, step: 'encrypted' }],
    cancelled: [...begun, { event: 'cancel', at: createdAt + 100 }],
    sent: dispatched,
    delivered: [...dispatched, { event: 'acknowledged-received', at: createdAt + MINUTE }],
  } as const satisfies Readonly<Record<string, Events>>;
  return {
    ...made,
    direction: 'sent',
    state,
    recipient: metadata.recipient,
    path: `/home/history/Documents/${metadata.documentName}`,
    documentName: metadata.documentName,
    documentSize: metadata.documentSize,
    sentAgain: false,
    reason: state === 'refused' ? 'storage' : state === 'failed' ? 'document-missing' : null,
    events: ended[state],
    finishedAt: state === 'sent' ? null : createdAt + MINUTE,
    unread: false,
    metadata: state === 'failed' || state === 'cancelled' ? null : metadata,
    acknowledgement: isAnswered ? acknowledgement(metadata, state === 'delivered', createdAt) : null,
    brokerTime: isAnswered ? createdAt + MINUTE : null,
  };
}

/** The newest are unread; in each thousand some were incomplete; of a few nothing is verified. */
function received(made: Made, n: number): Received {
  const { metadata, createdAt } = made;
  const place = n % 1_000;
  const state = place < 20 ? 'refused' : place === 50 && n % 7_000 === 50 ? 'quarantined' : 'received';
  const held: Events = [{ event: 'hold', at: createdAt }];
  const verified: Events = [
    ...held,
    { event: 'verified', at: createdAt + 50, issuer: 'acme', serverTime: made.publishedBrokerTime },
  ];
  const path = `/home/history/Received documents/${metadata.documentName}`;
  const answer: Events = [
    { event: 'answer-signed', at: createdAt + MINUTE },
    { event: 'acknowledged', at: createdAt + MINUTE },
  ];
  const ended = {
    refused: [...verified, { event: 'refuse', at: createdAt + MINUTE, reason: 'incomplete' }, ...answer],
    quarantined: [...held, { event: 'quarantine', at: createdAt + 50 }],
    received: [
      ...verified,
      { event: 'complete', at: createdAt + 200 },
      { event: 'opened', at: createdAt + 300 },
      { event: 'saved', at: createdAt + 400, file: path },
      ...answer,
    ],
  } as const satisfies Readonly<Record<string, Events>>;
  return {
    ...made,
    direction: 'received',
    state,
    reason: state === 'refused' ? 'incomplete' : state === 'quarantined' ? 'signature-mismatch' : null,
    events: ended[state],
    finishedAt: createdAt + MINUTE,
    unread: n < 60,
    acknowledgement:
      state === 'quarantined' ? null : acknowledgement(metadata, state === 'received', createdAt),
    brokerTime: createdAt + 900,
    statementHash: hex(`signed ${n}`),
    verified: state !== 'quarantined',
    topic: 'sealpost-inbox-history__acme',
    offset: String(10_000_000 - n),
    digest: hex(`record ${n}`),
    judgedAt: createdAt,
    path: state === 'received' ? path : null,
  };
}

const acknowledgement = (
  { recipient, recipientCertificate, transferHash, transferId, timestamp }: TransferMetadata,
  isReceived: boolean,
  createdAt: number,
): Acknowledgement => ({
  acknowledgedAt: formatTime(createdAt + MINUTE),
  reason: isReceived ? '' : 'storage',
  recipient,
  recipientCertificate,
  signature: signatureOf(`answer ${transferId}`),
  status: isReceived ? 'received' : 'failed',
  transferHash,
  transferId,
  transferTimestamp: timestamp,
  v: 1,
});

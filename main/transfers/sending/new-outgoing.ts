import { randomUUID } from 'node:crypto';
import { nameForSending } from '../../protocol/document-name.ts';
import { newTransferId } from '../../protocol/transfer-id.ts';
import type { OutgoingRecord } from '../log/transfer-record.ts';
import type { SealJob } from '../ports.ts';

export type NewTransfer = {
  /** The own address that it is sent from. */
  readonly from: string;
  readonly recipient: string;
  readonly recipientLabel: string | null;
  readonly path: string;
  readonly documentName: string;
  readonly documentSize: number;
  /** When the document was written last, as the person chose it; null: as it is when it is sent. */
  readonly documentTime?: number | null;
};

/** A document that is to be sent, as the transfer log first knows it. @param now in milliseconds */
export const newOutgoing = (
  { from, recipient, recipientLabel, path, documentName, documentSize, documentTime = null }: NewTransfer,
  now: number,
): OutgoingRecord => ({
  ...anew(),
  events: [{ event: 'queued', at: now }],
  id: randomUUID(),
  direction: 'sent',
  state: 'queued',
  ownDestination: from,
  recipient,
  peerLabel: recipientLabel,
  path,
  documentName: nameForSending(documentName),
  documentSize,
  documentTime,
  reason: null,
  createdAt: now,
  updatedAt: now,
  finishedAt: null,
  unread: false,
  removed: false,
  sentAgain: false,
  metadata: null,
  acknowledgement: null,
  brokerTime: null,
});

/** Nothing of an earlier attempt counts: another transfer ID, another key (protocol.md 5.3). */
export const anew = (): Pick<OutgoingRecord, 'transferId' | 'sealedBytes'> => ({
  transferId: newTransferId(),
  sealedBytes: 0,
});

/** The document that the person chose; null where any is meant that stands there. */
export const asChosen = ({ documentSize, documentTime = null }: OutgoingRecord): SealJob['chosen'] =>
  documentTime === null ? null : { size: documentSize, time: documentTime };

import { Fragment } from 'react';
import type { TransferDetails } from '../../../shared/transfer.ts';
import { CopyButton } from './Details.tsx';

/** Everything that proves the transfer, to read and to copy. Times in UTC. */
export function TechnicalDetails({ details }: { readonly details: TransferDetails }) {
  const { technical, transfer } = details;
  const facts: readonly (readonly [string, string | number | null])[] = [
    ['Transfer id', technical.transferId],
    ['Signed at', technical.timestamp],
    ['Confirmed at', technical.acknowledgedAt],
    ['Original name', technical.originalName],
    ['SHA-256 of the document', technical.documentHash],
    ['Transfer hash', technical.transferHash],
    ['Pieces', technical.shardCount],
    ['Sealed size in bytes', technical.compressedBytes === 0 ? null : technical.compressedBytes],
    ['Sender destination', transfer.direction === 'sent' ? transfer.ownDestination : (transfer.peer?.destination ?? null)],
    ['Sender certificate', technical.senderCertificate],
    ['Recipient destination', transfer.direction === 'sent' ? (transfer.peer?.destination ?? null) : transfer.ownDestination],
    ['Recipient certificate', technical.recipientCertificate],
    ['Signature', technical.signature],
    ['Confirmation signature', technical.acknowledgementSignature],
    ['File', transfer.path],
  ];
  return (
    <dl className="facts">
      {facts.map(([caption, value]) =>
        value === null ? null : (
          <Fragment key={caption}>
            <dt>{caption}</dt>
            <dd>{value}</dd>
            <dd>
              <CopyButton what={caption} value={String(value)} />
            </dd>
          </Fragment>
        ),
      )}
    </dl>
  );
}

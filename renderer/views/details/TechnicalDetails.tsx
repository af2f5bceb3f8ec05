import { Copy } from 'lucide-react';
import { formatSize } from '../../../shared/format-size.ts';
import type { TransferDetails } from '../../../shared/transfer.ts';
import { copy } from '../../stores/actions.ts';
import { type TechnicalName, technicalCaptionOf } from '../../text/step-text.ts';

/** Everything somebody else would ask for, each with its own copy button. */
export function TechnicalDetails({
  details: { technical, transfer },
}: {
  readonly details: TransferDetails;
}) {
  const facts: readonly (readonly [TechnicalName, string | null])[] = [
    ['transferId', technical.transferId],
    ['from', transfer.direction === 'sent' ? transfer.ownDestination : (transfer.peer?.destination ?? null)],
    ['to', transfer.direction === 'sent' ? (transfer.peer?.destination ?? null) : transfer.ownDestination],
    ['originalName', technical.originalName],
    ['path', transfer.path],
    ['documentHash', technical.documentHash],
    ['transferHash', technical.transferHash],
    ['shardCount', technical.shardCount?.toLocaleString('en-GB') ?? null],
    ['compressedBytes', technical.compressedBytes === null ? null : formatSize(technical.compressedBytes)],
    ['senderCertificate', technical.senderCertificate],
    ['recipientCertificate', technical.recipientCertificate],
    ['signature', technical.signature],
    ['timestamp', technical.timestamp],
    ['signedServerTime', technical.signedServerTime],
    ['acknowledgedAt', technical.acknowledgedAt],
    ['confirmedServerTime', technical.confirmedServerTime],
    ['acknowledgementSignature', technical.acknowledgementSignature],
  ];
  return (
    <dl className="facts">
      {facts.map(
        ([name, value]) =>
          value !== null && <Fact key={name} caption={technicalCaptionOf(name, transfer)} value={value} />,
      )}
    </dl>
  );
}

const Fact = ({ caption, value }: { readonly caption: string; readonly value: string }) => (
  <div>
    <dt>{caption}</dt>
    <dd>
      <span className="v">
        <bdi>{value}</bdi>
      </span>
      <button
        type="button"
        className="b q sq small"
        aria-label={`Copy ${caption}`}
        title={`Copy ${caption}`}
        onClick={() => void copy(value)}
      >
        <Copy className="i s" aria-hidden="true" />
      </button>
    </dd>
  </div>
);

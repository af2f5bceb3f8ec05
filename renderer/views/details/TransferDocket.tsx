import type { Transfer } from '../../../shared/transfer.ts';
import { Trust } from '../../components/Trust.tsx';
import { useDestinations } from '../../stores/mirrors.ts';
import { documentKind } from '../../text/format.ts';
import { rowSize } from '../../text/row-text.ts';

/** Who, how far known, what: three compartments, so that a name never carries a mark. */
export function TransferDocket({ transfer }: { readonly transfer: Transfer }) {
  const { peer, peerVerified, direction, documentName } = transfer;
  const listed = useDestinations(({ list }) =>
    list.some(({ destination }) => destination === peer?.destination),
  );
  const person = direction === 'sent' ? 'To' : peerVerified || !peer ? 'From' : 'Claims to be from';
  const known = peer !== null && (direction === 'sent' || peerVerified);
  return (
    <dl className="docket c3">
      <div>
        <dt>{person}</dt>
        {peer ? (
          <>
            <dd className="m">
              <bdi>{peer.label}</bdi>
            </dd>
            {peer.label !== peer.destination && <dd className="mut clip">{peer.destination}</dd>}
          </>
        ) : (
          <dd className="mut">Not known yet</dd>
        )}
      </div>
      <div>
        <dt>{known ? 'Fingerprint' : 'Sender'}</dt>
        <dd>
          {known && <Trust word={listed ? 'directory' : 'unknown'} />}
          {!known && peer && <Trust word="not-proven" />}
          {!peer && <span className="mut">Known with the last piece</span>}
        </dd>
      </div>
      <div>
        <dt>Document</dt>
        <dd className="m">{documentName === null ? 'Not opened' : documentKind(documentName)}</dd>
        <dd className="mut num">{rowSize(transfer) ?? 'Size not known yet'}</dd>
      </div>
    </dl>
  );
}

import { Copy, Send } from 'lucide-react';
import { Pigeonholes } from '../../components/Motifs.tsx';
import { OwnAddress } from '../../components/OwnAddress.tsx';
import { TransferList } from '../../components/transfer-list/TransferList.tsx';
import { useCannotSend } from '../../components/use-cannot-send.ts';
import { copy } from '../../stores/actions.ts';
import { ownOf, useIdentity } from '../../stores/mirrors.ts';
import { compose } from '../../stores/view.ts';
import { ListPlace } from '../details/ListPlace.tsx';
import { Waiting } from '../setup/Waiting.tsx';

export const Inbox = () => (
  <ListPlace
    list="inbox"
    title="Inbox"
    empty={<EmptyInbox />}
    rows={<TransferList list="inbox" title="Inbox" />}
  />
);

function EmptyInbox() {
  const identity = useIdentity(({ status }) => status);
  const own = ownOf(identity);
  const cannotSend = useCannotSend() !== null;
  return (
    <div className="empty">
      {identity?.kind === 'waiting-for-certificate' ? (
        <Waiting own={identity} />
      ) : (
        <>
          <Pigeonholes />
          <h3>Nothing received yet.</h3>
          <p>Documents sent to you appear here.</p>
          {own && (
            <>
              <OwnAddress destination={own.destination} />
              <div className="bs">
                <button type="button" className="b p" onClick={() => void copy(own.destination)}>
                  <Copy className="i" aria-hidden="true" />
                  Copy my address
                </button>
                <button
                  type="button"
                  className="b"
                  aria-disabled={cannotSend}
                  onClick={() => !cannotSend && compose([own.destination])}
                >
                  <Send className="i" aria-hidden="true" />
                  Send a test document to yourself
                </button>
              </div>
            </>
          )}
        </>
      )}
    </div>
  );
}

import type { Transfer, TransferReason, TransferStatus } from '../../../shared/transfer.ts';
import { Cause } from '../../components/Cause.tsx';
import { copy, retryTransfer } from '../../stores/actions.ts';
import { chooseDocuments, compose, openSettings } from '../../stores/view.ts';
import { reasonText } from '../../text/failure-text.ts';
import { invitation, type Message, messageToSender } from '../../text/message-text.ts';
import { obstacleText } from '../../text/obstacle-text.ts';

/** Why it failed, in place, with what can be done about it. */
export function TransferCause({ transfer }: { readonly transfer: Transfer }) {
  const { reason, status, waitingFor } = transfer;
  if (waitingFor) {
    const details = `transfer ${transfer.transferId}\nstatus ${status}\nwaiting for ${waitingFor.place}, ${waitingFor.cause}`;
    return (
      <Cause failure={obstacleText(waitingFor)} tone="amber" details={details}>
        {waitingFor.place === 'received-folder' && (
          <Button label="Change folder" onAct={() => openSettings('files')} />
        )}
      </Cause>
    );
  }
  if (reason === null) return null;
  const isUnsaved = reason === 'storage' && transfer.direction === 'sent';
  const waits = isUnsaved || waiting.has(status);
  const details = `transfer ${transfer.transferId}\nstatus ${status}\nreason ${reason}`;
  return (
    <Cause failure={reasonText(reason, transfer)} tone={waits ? 'amber' : 'red'} details={details}>
      <Remedy transfer={transfer} reason={reason} />
    </Cause>
  );
}

/** It goes on by itself. */
const waiting: ReadonlySet<TransferStatus> = new Set([
  ...(['incomplete', 'waiting-for-connection', 'waiting-for-clock', 'preparing', 'sending'] as const),
]);

const chooseAgain: ReadonlySet<TransferReason> = new Set(['document-missing', 'document-too-large']);
const settingsHelp: ReadonlySet<TransferReason> = new Set([
  'own-address-not-ready',
  'own-certificate-invalid',
]);

function Remedy({ transfer, reason }: { readonly transfer: Transfer; readonly reason: TransferReason }) {
  const peer = transfer.peer?.destination;
  if (transfer.direction === 'received') return <ReceivedRemedy transfer={transfer} reason={reason} />;
  if (chooseAgain.has(reason)) {
    return (
      <Button
        label="Choose again"
        onAct={() => {
          compose(peer === undefined ? [] : [peer]);
          void chooseDocuments();
        }}
      />
    );
  }
  if (settingsHelp.has(reason))
    return <Button label="Open settings" onAct={() => openSettings('identity')} />;
  if (!transfer.retryable) return null;
  const label = reason === 'document-changed' ? 'Send the new version' : 'Try again';
  return (
    <>
      <Button label={label} onAct={() => void retryTransfer(transfer.id)} />
      {reason === 'recipient-not-ready' && <CopyButton message={invitation(transfer)} />}
    </>
  );
}

function ReceivedRemedy({
  transfer,
  reason,
}: {
  readonly transfer: Transfer;
  readonly reason: TransferReason;
}) {
  const message = messageToSender(transfer, reason);
  return (
    <>
      {reason === 'storage' && <Button label="Change folder" onAct={() => openSettings('files')} />}
      {message && <CopyButton message={message} />}
    </>
  );
}

const CopyButton = ({ message }: { readonly message: Message }) => (
  <Button label={message.label} onAct={() => void copy(message.text)} />
);

const Button = ({ label, onAct }: { readonly label: string; readonly onAct: () => void }) => (
  <button type="button" className="b small" onClick={onAct}>
    {label}
  </button>
);

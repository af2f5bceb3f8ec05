import { assertNever } from '../../shared/assert-never.ts';
import type { SendFailure } from '../../shared/failures.ts';
import type { IdentityStatus } from '../../shared/identity.ts';
import { isolated } from '../../shared/isolated.ts';
import type { Transfer, TransferReason } from '../../shared/transfer.ts';
import { firstName, possessive } from './format.ts';
import { keyringText } from './keyring-text.ts';
import { sendNotKept } from './settings-text.ts';
import { peerLabel } from './status-text.ts';

/** What happened, what it means, and the code that a person can look up. */
export type FailureText = { readonly title: string; readonly body: string; readonly code: string };

const text = (code: string, title: string, body: string): FailureText => ({ code, title, body });

/** Why a transfer failed or was refused, on the side that shows it. */
export function reasonText(reason: TransferReason, transfer: Transfer): FailureText {
  const name = firstName(peerLabel(transfer));
  const sent = transfer.direction === 'sent';
  const sender = transfer.peer ? name : 'the sender';
  const document = isolated(transfer.documentName ?? 'The document');
  switch (reason) {
    case 'hash-mismatch':
      return sent
        ? text(
            'RCV-501',
            `${possessive(name)} app refused the document.`,
            'It did not match its fingerprint when it arrived: it was damaged or altered on the way. Send it again.',
          )
        : text(
            'RCV-501',
            'Refused: the document does not match its fingerprint.',
            `It was damaged or altered on the way. Nothing was saved. Ask ${sender} to send it again.`,
          );
    case 'incomplete':
      return sent
        ? text(
            'RCV-505',
            `${possessive(name)} app refused the document.`,
            'Pieces were missing or damaged. Send it again.',
          )
        : text(
            'RCV-505',
            'Pieces of this document are missing or damaged.',
            `Nothing was saved. If the true pieces still come, it is received; else ask ${name} to send it again.`,
          );
    case 'policy':
      return sent
        ? text(
            'RCV-506',
            `${possessive(name)} app refused the document.`,
            'It is too large, too old, or one of the two clocks is wrong.',
          )
        : text(
            'RCV-506',
            'Refused: the document is outside the rules.',
            'It is too large, too old, or one of the two clocks is wrong. Nothing was saved.',
          );
    case 'storage':
      return sent
        ? text(
            'DSK-610',
            `${possessive(name)} computer could not save the document.`,
            'It is saved there by itself as soon as it can be, for three days after you sent it. Send it again only after that.',
          )
        : text(
            'DSK-610',
            'The document could not be saved on this computer.',
            `Nothing was saved. Ask ${name} to send it again when this computer can save documents.`,
          );
    case 'unknown-key':
      return text(
        'RCV-504',
        'Your key cannot open this document.',
        `It was encrypted for a key that this computer does not have. Ask ${sender} to send it again.`,
      );
    case 'unreadable':
      return text(
        'RCV-507',
        'Refused: the document cannot be read.',
        `Nothing was saved. Ask ${sender} to send it again.`,
      );
    case 'not-for-this-address':
      return text(
        'RCV-503',
        'This document was not meant for this address.',
        `Nothing was saved. Someone may be using ${possessive(sender)} name: ask ${sender} by telephone.`,
      );
    case 'certificate-invalid':
      return text(
        'RCV-502',
        `Refused: ${possessive(name)} certificate is not valid.`,
        `Nothing was saved. Someone may be using this name: ask ${sender} by telephone.`,
      );
    case 'sender-unconfirmed':
      return text(
        'RCV-509',
        `Nobody could confirm within 72 hours that ${name} sent this.`,
        `Nothing was saved. If ${sender} did send it, ask for it again.`,
      );
    case 'signature-mismatch':
      return text(
        'RCV-502',
        `Refused: the signature does not match ${possessive(name)} certificate.`,
        `Nothing was saved. Someone may be using ${possessive(name)} name: ask ${sender} by telephone.`,
      );
    case 'conflicting-statement':
      return text(
        'RCV-508',
        'Refused: it contradicts a document that came before.',
        `Nothing was saved. Ask ${sender} by telephone which one is meant.`,
      );
    case 'document-missing':
      return text(
        'SND-101',
        'The document is no longer there.',
        `"${document}" was moved or deleted after you chose it.`,
      );
    case 'document-unreadable':
      return text(
        'SND-102',
        'The document cannot be read.',
        'Another program may have it open, or you may not have permission.',
      );
    case 'document-changed':
      return text('SND-103', 'The document changed after you chose it.', 'Nothing was delivered.');
    case 'document-too-large':
      return text('SND-105', 'The document is too large to send.', 'Split it, or send it in another way.');
    case 'recipient-unknown':
      return text('ADR-203', 'This address is not in the directory.', 'Check the spelling.');
    case 'recipient-not-ready':
      return text(
        'ADR-202',
        `${possessive(name)} address is not ready.`,
        `${name} has to start the app once before you can send.`,
      );
    case 'recipient-certificate-invalid':
      return text('KEY-303', `${possessive(name)} certificate is not valid.`, `${name} has to renew it.`);
    case 'own-address-not-ready':
      return text('ADR-201', 'Your address is not ready.', 'Finish setting up before you send.');
    case 'own-certificate-invalid':
      return text('KEY-304', 'Your certificate is not valid now.', 'Open Settings, Identity: it says why.');
    case 'connection-lost':
      return text('NET-401', 'Offline.', 'Documents wait here and are sent when you are connected.');
    case 'not-allowed':
      return text(
        'NET-403',
        'The server does not allow writing to this address.',
        'Your IT can change this.',
      );
    case 'server-limit':
      return text(
        'NET-406',
        'The server takes only smaller messages than Sealpost sends.',
        'Nothing was delivered. Your IT has to raise the largest message size of the server to at least 1 MB; then try again.',
      );
    case 'server-unavailable':
      return text(
        'NET-426',
        `The server cannot take anything for ${name} now.`,
        'A part of it is down, or its disk is full. It is tried again by itself; if it lasts, tell your IT.',
      );
    case 'clock-wrong':
      return text(
        'CLK-801',
        "This computer's clock is wrong.",
        'Set it right in its settings: the time is part of what you sign. It goes on by itself then.',
      );
    case 'internal':
      return text('APP-901', 'Something went wrong in the app.', 'Your documents are safe. Try again.');
    default:
      return assertNever(reason);
  }
}

/** Why nothing was queued at all. */
export function sendFailureText(
  failure: SendFailure,
  documentName: string | null,
  status: IdentityStatus | null = null,
): FailureText {
  switch (failure.kind) {
    case 'own-address-not-ready':
      return text('ADR-201', 'Your address is not ready.', 'Finish setting up before you send.');
    case 'keychain-locked':
      return status?.kind === 'keychain-unavailable'
        ? keyringText(status.why, status.restarts)
        : keyringText('locked', false);
    case 'document-unusable':
      return checkText(failure.reason, '', documentName);
    case 'not-kept':
      return sendNotKept(failure.cause);
    case 'recipient-invalid':
      return text(
        'ADR-203',
        `${isolated(failure.recipient)} is not an address.`,
        'Check the spelling: name@organisation.',
      );
    case 'failed':
      return checksFailed;
    default:
      return assertNever(failure);
  }
}

/** A check of New transfer, before there is a transfer. */
export const checkText = (
  reason: TransferReason,
  person: string,
  documentName: string | null = null,
): FailureText =>
  reasonText(reason, { ...nothingYet, peer: { destination: person, label: person }, documentName });

const nothingYet: Transfer = {
  id: '',
  transferId: '',
  direction: 'sent',
  status: 'preparing',
  reason: null,
  ownDestination: '',
  peer: null,
  peerVerified: true,
  documentName: null,
  documentSize: null,
  bytesMoved: 0,
  progress: null,
  timeLeft: null,
  createdAt: 0,
  updatedAt: 0,
  finishedAt: null,
  unread: false,
  cancellable: false,
  retryable: false,
  removable: false,
  overdue: false,
  leg: null,
  waitingFor: null,
  path: null,
};

export const checksFailed = text(
  'APP-901',
  'Something went wrong in the app.',
  'Nothing was sent. Change what is to be sent, or start the app again.',
);
export const listUnreadable = text(
  'APP-902',
  'The transfer list could not be read.',
  'You see the last good copy.',
);

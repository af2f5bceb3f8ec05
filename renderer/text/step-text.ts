import { formatSize } from '../../shared/format-size.ts';
import { isolated } from '../../shared/isolated.ts';
import type {
  ProofCaption,
  Transfer,
  TransferStep,
  TransferStepName,
  TransferStepState,
} from '../../shared/transfer.ts';
import { firstName, possessive } from './format.ts';
import { peerLabel } from './status-text.ts';

export const stateWord: Readonly<Record<TransferStepState, string>> = {
  done: 'Done',
  running: 'Running',
  waiting: 'Waiting',
  failed: 'Failed',
  'not-done': 'Not done',
};

export const proofCaption: Readonly<Record<ProofCaption, string>> = {
  pieces: 'Pieces',
  bytes: 'Sealed size',
  'document-hash': 'SHA-256',
  'transfer-hash': 'Transfer hash',
  signature: 'Signature',
  certificate: 'Certificate',
  issuer: 'Issued by',
  'signed-at': 'Signed at',
  'acknowledged-at': 'Confirmed at',
  'server-time': 'On the server at',
  status: 'Verdict',
  reason: 'Reason',
  file: 'File',
};

/** Who sends becomes known only with the last message. */
const shortName = (transfer: Transfer): string =>
  transfer.peer ? firstName(peerLabel(transfer)) : 'the sender';

/** Where a step happens: it answers "where is it now". */
export function placeOf(name: TransferStepName, transfer: Transfer): string {
  const person = possessive(shortName(transfer));
  switch (name) {
    case 'encrypted':
    case 'fingerprint-made':
    case 'signed':
    case 'opened':
    case 'signature-matches':
    case 'complete':
    case 'saved':
      return 'On this computer';
    case 'pieces-sent':
    case 'dispatched':
    case 'pieces-arriving':
      return 'On the way';
    case 'confirmed':
      return `At ${person}`;
    case 'confirmation-sent':
      return `Back to ${shortName(transfer)}`;
  }
}

const pieces = (step: TransferStep): string =>
  step.proof.find(({ caption }) => caption === 'pieces')?.value ?? '';

export function stepTitle(step: TransferStep, transfer: Transfer): string {
  const name = shortName(transfer);
  switch (step.name) {
    case 'encrypted':
      return `Encrypted for ${name}, piece by piece`;
    case 'pieces-sent': {
      const count = pieces(step);
      if (count === '') return 'Sent, piece by piece';
      return count === '1' ? 'Sent, 1 of 1 piece' : `Sent, ${count} of ${count} pieces`;
    }
    case 'fingerprint-made':
      return 'Document fingerprint made';
    case 'signed':
      return 'Signed with your key';
    case 'dispatched':
      return `The key to open it handed over for ${name}`;
    case 'confirmed':
      return `Confirmed by ${possessive(name)} app`;
    case 'pieces-arriving':
      return 'Pieces arriving';
    case 'opened':
      return 'Opened with your key';
    case 'signature-matches':
      return `Signature matches ${possessive(name)} certificate`;
    case 'complete':
      return 'Document complete, fingerprint matches';
    case 'saved':
      return 'Saved';
    case 'confirmation-sent':
      return `Confirmation sent to ${name}`;
  }
}

function arrived(count: string): string | null {
  if (count === '') return null;
  if (count === '1') return 'The one piece is here.';
  return count === '2' ? 'Both pieces are here.' : `All ${count} pieces are here.`;
}

/** The last two folders of a path, as people name a place: "Documents, Sealpost". */
function folderOf(path: string | null): string | null {
  const folders =
    path
      ?.split(/[\\/]/)
      .filter((part) => part !== '')
      .slice(-3, -1) ?? [];
  return folders.length === 0 ? null : `In the folder ${folders.map(isolated).join(', ')}.`;
}

/** What waits for the connection, or the clock, waits at the steps that were running, or else at the first that is not done. */
export function shownSteps(
  steps: readonly TransferStep[],
  { status, leg }: Transfer,
): readonly TransferStep[] {
  const waits = status === 'waiting-for-connection' || status === 'waiting-for-clock';
  const isHeldUp = waits || leg?.name === 'own-connection' || leg?.name === 'server';
  if (isHeldUp && steps.some(({ state }) => state === 'running'))
    return steps.map((step) => (step.state === 'running' ? { ...step, state: 'waiting' } : step));
  const next = waits ? steps.find(({ state }) => state === 'not-done') : null;
  return next ? steps.map((step) => (step === next ? { ...step, state: 'waiting' } : step)) : steps;
}

/** One plain sentence, or null where the title says it all. */
export function stepSentence(step: TransferStep, transfer: Transfer): string | null {
  const name = shortName(transfer);
  const quiet = transfer.status === 'refused' && !transfer.peerVerified;
  if (step.state === 'failed') return null;
  if (step.state === 'not-done' || step.state === 'waiting') {
    if (step.state === 'waiting' && transfer.status === 'waiting-for-connection')
      return transfer.leg && step.at !== null
        ? 'Paused. Goes on by itself when you are connected.'
        : 'Starts by itself when you are connected.';
    if (step.state === 'waiting' && transfer.leg?.name === 'server')
      return 'The server takes nothing now. Tried again by itself.';
    if (step.state === 'waiting' && transfer.leg?.name === 'own-connection')
      return 'Sent by itself when you are connected.';
    if (step.state === 'waiting' && transfer.status === 'waiting-for-clock')
      return "This computer's clock is wrong, and the time is part of what you sign. Goes on by itself when the clock is right.";
    if (step.name === 'confirmed' && step.state === 'waiting' && transfer.overdue)
      return transfer.leg?.name === 'removed'
        ? 'The server has removed it.'
        : 'The server need not keep it any longer.';
    if (step.name === 'confirmed' && step.state === 'waiting')
      return `${name} may be offline. Nothing is lost.`;
    if (step.name === 'confirmation-sent' && quiet)
      return 'Nothing is sent back, so a stranger learns nothing.';
    if (step.name === 'confirmation-sent' && step.state === 'waiting')
      return 'It is signed and sent by itself as soon as your clock and your certificate allow it.';
    if (step.name === 'saved' && transfer.status === 'refused') return 'Nothing was saved.';
    return null;
  }
  switch (step.name) {
    case 'encrypted':
      return `Only ${possessive(name)} key can open it.`;
    case 'pieces-sent':
      return step.state === 'running' ? `${formatSize(transfer.bytesMoved)} are on the server.` : null;
    case 'confirmed':
      return `${possessive(name)} app received and verified the document. This confirmation is signed with ${possessive(name)} key.`;
    case 'pieces-arriving':
      return transfer.isFound ? 'They came before, and are not needed again.' : arrived(pieces(step));
    case 'opened':
      return quiet
        ? 'It was encrypted for you. Anyone who has your certificate can do that.'
        : 'Only your key could open it.';
    case 'signature-matches':
      return `${possessive(isolated(peerLabel(transfer)))} key signed this transfer to you.`;
    case 'complete':
      return `Every byte is the one ${name} signed.`;
    case 'saved':
      if (step.state !== 'done') return null;
      return transfer.isFound ? 'It was in your folder from before.' : folderOf(transfer.path);
    case 'confirmation-sent':
      return step.state === 'done' ? `Signed with your key. ${name} sees the outcome.` : null;
    default:
      return null;
  }
}

const technicalCaption = {
  transferId: 'Transfer id',
  from: 'From',
  to: 'To',
  originalName: 'Original name',
  path: 'On this computer',
  documentHash: 'Document, SHA-256',
  transferHash: 'Transfer hash',
  shardCount: 'Pieces',
  compressedBytes: 'Sealed size',
  senderCertificate: "Sender's certificate",
  recipientCertificate: "Recipient's certificate",
  signature: 'Signature',
  timestamp: 'Signed at (UTC)',
  signedServerTime: 'Then on the server at (UTC)',
  acknowledgedAt: 'Confirmed at (UTC)',
  confirmedServerTime: 'That on the server at (UTC)',
  acknowledgementSignature: 'Signature of the confirmation',
} as const;
export type TechnicalName = keyof typeof technicalCaption;

/** Until a signature proves them, they are only what somebody wrote. */
const claimedCaption: Readonly<Partial<Record<TechnicalName, string>>> = {
  from: 'Claims to be from',
  senderCertificate: 'Claimed certificate',
  timestamp: 'Claims to be signed at (UTC)',
};

/** What stands above a technical detail of this transfer. */
export const technicalCaptionOf = (name: TechnicalName, transfer: Transfer): string =>
  (transfer.peerVerified ? null : claimedCaption[name]) ?? technicalCaption[name];

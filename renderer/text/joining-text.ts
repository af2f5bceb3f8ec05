import { assertNever } from '../../shared/assert-never.ts';
import type { FileCause } from '../../shared/file-cause.ts';
import { isolated } from '../../shared/isolated.ts';
import type {
  FoundFailure,
  InvitationFailure,
  InvitationPreview,
  JoinFailure,
} from '../../shared/joining.ts';
import { offlineText } from './connection-text.ts';
import type { FailureText } from './failure-text.ts';
import { formatDate } from './format.ts';
import { keyringText } from './keyring-text.ts';
import type { Message } from './message-text.ts';
import { registrarOf } from './organisation-text.ts';
import { changeServerText } from './server-text.ts';
import { setUpNotKept } from './settings-text.ts';

const text = (code: string, title: string, body: string): FailureText => ({ code, title, body });

/** Why an invitation is not used; nothing was sent or changed. `now` is what this computer's clock says. */
export function invitationFailureText(failure: InvitationFailure, now: number): FailureText {
  switch (failure.kind) {
    case 'altered':
      return text(
        'JOI-801',
        'The invitation is not whole.',
        'Some characters are missing or were changed on the way. Mail programs do this to pasted text, and so does somebody who means harm. Ask for it again, as a file.',
      );
    case 'expired':
      return text(
        'JOI-802',
        `The invitation ended on ${formatDate(failure.until)}.`,
        `Invitations can be used for some days only, so that a lost one does no harm. Ask the colleague who sent it, ${isolated(failure.from)}, for a new one. If today is not ${formatDate(now)}, set this computer's clock first.`,
      );
    case 'another-root':
      return text(
        'JOI-803',
        `This is not the ${isolated(failure.organisation)} that this computer knows.`,
        `The invitation names another root, so all its certificates would come from somebody else. Either ${isolated(failure.organisation)} was founded anew, or somebody is pretending to be it. Call the colleague who looks after it before you do anything else.`,
      );
    case 'not-an-invitation':
      return text(
        'JOI-804',
        'This is not an invitation.',
        'An invitation begins with "sealpost-invitation". Copy all of the text, or choose the file that you were sent.',
      );
    case 'another-version':
      return text(
        'JOI-805',
        'The invitation is for another version of Sealpost.',
        'Install the newest version, or ask the colleague who sent it which version you need.',
      );
    case 'unreadable':
      return text('JOI-806', 'The file could not be read.', unreadable(failure.cause));
    default:
      return assertNever(failure);
  }
}

/** Red where something is wrong with it, amber where it only came too late. */
export const invitationTone = ({ kind }: InvitationFailure): 'red' | 'amber' =>
  kind === 'altered' || kind === 'another-root' ? 'red' : 'amber';

/** What the person may write to the sender of an invitation that cannot be used; null where calling is right. */
export function messageAboutInvitation(failure: InvitationFailure): Message | null {
  if (failure.kind === 'altered')
    return {
      label: 'Copy message to the sender',
      text: 'Your Sealpost invitation did not arrive whole. Please send it again, as a file.',
    };
  if (failure.kind === 'expired')
    return {
      label: `Copy message to ${isolated(failure.from)}`,
      text: `Your Sealpost invitation ended on ${formatDate(failure.until)}. Please make a new one for me.`,
    };
  return null;
}

/** Why an organisation was not joined. */
export function joinFailureText(failure: JoinFailure): FailureText {
  switch (failure.kind) {
    case 'wrong-code':
      return text(
        'JOI-807',
        'This code does not open the sign-in.',
        'Ask for the four groups again on the phone. They belong to this invitation alone.',
      );
    case 'gone':
      return text(
        'JOI-808',
        'The invitation has to be read again.',
        'It is kept only while you look at it. Go back, and paste it or choose its file once more.',
      );
    case 'keychain-unavailable':
      return keyringText(failure.why, failure.restarts);
    case 'not-kept':
      return setUpNotKept(failure.cause);
    default:
      return assertNever(failure);
  }
}

/** Why an organisation was not founded. */
export function foundFailureText(failure: FoundFailure, name: string): FailureText {
  switch (failure.kind) {
    case 'name-invalid':
      return organisationNameInvalid;
    case 'founded-already':
      return text(
        'JOI-812',
        `This installation looks after ${failure.organisation} already.`,
        'One installation looks after one organisation. Go back, and join or found with that name.',
      );
    case 'exists-there':
      return text(
        'JOI-813',
        `This server has an organisation ${name} already.`,
        `${failure.people === 1 ? '1 person is' : `${failure.people} people are`} in it. Founded twice, its people could never find each other. Ask ${registrarOf(name)} for an invitation, or take another name.`,
      );
    case 'broker-wrong':
      return changeServerText(failure);
    case 'offline':
      return offlineText(failure.why);
    case 'not-allowed':
      return text(
        'JOI-814',
        'The server does not let you set up an address book.',
        'Your IT has to allow it for this sign-in, or prepare the server for Sealpost. Then try again: nothing was founded yet.',
      );
    case 'keychain-unavailable':
      return keyringText(failure.why, failure.restarts);
    case 'not-kept':
      return setUpNotKept(failure.cause);
    default:
      return assertNever(failure);
  }
}

export const organisationNameInvalid: FailureText = text(
  'JOI-811',
  'An organisation cannot be called that.',
  'Its name stands in every address: small letters and digits, with single dots or hyphens between them, at most 63.',
);

/** What the preview says of the sign-in. */
export const signInText: Readonly<Record<InvitationPreview['signIn'], { word: string; hint: string }>> = {
  locked: {
    word: 'Included, locked with a spoken code',
    hint: 'You are asked for the code in the next step.',
  },
  needed: { word: 'Your own', hint: 'You are asked for your name and password on the server.' },
  none: { word: 'Not needed', hint: '' },
};

function unreadable(cause: FileCause): string {
  switch (cause) {
    case 'not-there':
      return 'It is no longer there. Choose it again.';
    case 'not-writable':
      return 'You have no permission to read it. Copy it into your own folder, then choose it there.';
    case 'drive-error':
      return 'The drive that holds it reports faults. Ask for the invitation again.';
    case 'no-space':
    case 'too-large-for-drive':
    case 'other':
      return 'Its drive may not answer. Copy it onto this computer, then choose it there.';
    default:
      return assertNever(cause);
  }
}

/** The root that was read aloud is not the one of the invitation: there is no way to go on from here. */
export const rootDiffers = (organisation: string): FailureText =>
  text(
    'JOI-809',
    'Do not use this invitation.',
    `It leads to another root than the one that was read to you, so it does not come from ${organisation}. Nothing was sent or changed. Tell the colleague on the phone that you got it, and ask for a new one.`,
  );

import { assertNever } from '../../shared/assert-never.ts';
import type { FileCause } from '../../shared/file-cause.ts';
import type { SetUpFailure } from '../../shared/identity.ts';
import { isolated } from '../../shared/isolated.ts';
import type { BrokerFault, ConnectionField, ConnectionFileFailure } from '../../shared/organisation.ts';
import type { NotKeptFailure } from '../../shared/settings.ts';
import type { FailureText } from './failure-text.ts';
import { keysUnreadable } from './identity-failures.ts';
import { keyringText } from './keyring-text.ts';
import { setUpNotKept } from './settings-text.ts';

/** Why the address was not set up. */
export function setUpFailureText(failure: SetUpFailure, organisation: string | null): FailureText {
  switch (failure.kind) {
    case 'keychain-unavailable':
      return keyringText(failure.why, failure.restarts);
    case 'keys-unreadable':
      return keysUnreadable;
    case 'address-invalid':
      return addressInvalid(organisation);
    case 'no-organisation':
      return noOrganisation;
    case 'not-kept':
      return setUpNotKept(failure.cause);
    default:
      return assertNever(failure);
  }
}

export const addressInvalid = (organisation: string | null): FailureText => ({
  code: 'ADR-204',
  title: 'This is not an address of your organisation.',
  body: `It reads name@${organisation ?? 'organisation'}, in small letters without spaces.`,
});

export const noOrganisation: FailureText = {
  code: 'CFG-702',
  title: 'No organisation is chosen yet.',
  body: 'Go back, and join one, found one, or choose the connection file.',
};

/** Why the chosen connection file was not taken. */
export function connectionFileText(failure: ConnectionFileFailure | NotKeptFailure): FailureText {
  const text = (title: string, body: string): FailureText => ({ code: 'CFG-701', title, body });
  switch (failure.kind) {
    case 'not-kept':
      return setUpNotKept(failure.cause);
    case 'unreadable':
      return text('The file could not be read.', unreadable(failure.cause));
    case 'not-json':
      return text(
        'This is not a connection file, or it was cut.',
        'Ask for the file of your organisation again, as it was made.',
      );
    case 'not-a-connection-file':
      return text(
        'This is not a connection file.',
        'Ask for the file of your organisation, or join with an invitation.',
      );
    case 'field-missing':
      return text(
        `The connection file does not say ${meaning[failure.field]}.`,
        `Ask your IT for a whole one: "${failure.field}" is missing in it.`,
      );
    case 'field-wrong':
      return text(
        'The connection file is wrong or damaged.',
        `It does not say ${meaning[failure.field]}: "${failure.field}" in it ${form[failure.field]}. Ask your IT for a new one.`,
      );
    case 'field-unknown':
      return text(
        'The connection file is for another version of Sealpost.',
        `This version does not know "${isolated(failure.field)}" in it. Ask your IT which version you need.`,
      );
    case 'broker-wrong':
      return text(
        `The connection file names a server that cannot be reached like that: "${isolated(failure.broker)}".`,
        `${brokerFault[failure.why]} Ask your IT for a corrected file.`,
      );
    default:
      return assertNever(failure);
  }
}

const meaning: Readonly<Record<ConnectionField, string>> = {
  organisation: 'which organisation it is for',
  brokers: 'where the server is',
  rootCertificate: 'whose certificates to trust',
  security: 'how to reach the server',
};

const form: Readonly<Record<ConnectionField, string>> = {
  organisation: 'is no name in small letters, digits, dots and hyphens',
  brokers: 'is no list of 1 to 20 addresses',
  rootCertificate: 'is no certificate',
  security: 'names no way that is known here',
};

const brokerFault: Readonly<Record<BrokerFault, string>> = {
  'no-port': 'Its port is missing: it reads name:port, such as server.example:9092.',
  'wrong-port': 'Its port is no number from 1 to 65535.',
  'another-scheme':
    'It is the address of another kind of server: it reads name:port, without anything before it.',
  'no-brackets': 'An IPv6 address stands in brackets: it reads [2001:db8::7]:9092.',
  'no-address': 'It is no address: it reads name:port, such as server.example:9092.',
};

function unreadable(cause: FileCause): string {
  switch (cause) {
    case 'not-there':
      return 'It is no longer there. Choose it again.';
    case 'not-writable':
      return 'You have no permission to read it. Copy it into your own folder, then choose it there.';
    case 'drive-error':
      return 'The drive that holds it reports faults. Ask your IT for the file again.';
    case 'no-space':
    case 'too-large-for-drive':
    case 'other':
      return 'Its drive may not answer. Copy it onto this computer, then choose it there.';
    default:
      return assertNever(cause);
  }
}

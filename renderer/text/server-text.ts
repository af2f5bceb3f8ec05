import { assertNever } from '../../shared/assert-never.ts';
import type { ServerAccess } from '../../shared/server-access.ts';
import type { ChangeServerFailure, ChooseCertificateFailure } from '../../shared/server-settings.ts';
import type { FailureText } from './failure-text.ts';
import { formatDate } from './format.ts';
import { settingNotKept } from './settings-text.ts';

/** "Encrypted, as hanna.lindqvist". */
export function securityText({ security: { tls, signIn } }: ServerAccess): string {
  const name = signIn && ('username' in signIn ? signIn.username : signIn.clientId);
  const who = signIn === null ? 'without sign-in' : name === '' ? 'your name is missing' : `as ${name}`;
  return `${tls ? 'Encrypted' : 'Not encrypted'}, ${who}`;
}

export const proxyText = ({ security: { proxy } }: ServerAccess): string | null =>
  proxy && `Through the proxy ${proxy.host}:${proxy.port}`;

export type SignInKind = 'none' | 'scram-sha-512' | 'scram-sha-256' | 'plain' | 'oauthbearer';

export const signInKinds: readonly { readonly value: SignInKind; readonly label: string }[] = [
  { value: 'none', label: 'None' },
  { value: 'scram-sha-512', label: 'Name and password (SCRAM-SHA-512)' },
  { value: 'scram-sha-256', label: 'Name and password (SCRAM-SHA-256)' },
  { value: 'plain', label: 'Name and password (PLAIN)' },
  { value: 'oauthbearer', label: 'Token (OAUTHBEARER)' },
];

/** Why what was entered cannot be tried yet. */
export type DraftFault =
  | 'no-server'
  | 'no-authority'
  | 'no-username'
  | 'no-token-endpoint'
  | 'no-client-id'
  | 'proxy-incomplete'
  /** A password or token would go in clear. */
  | 'needs-encryption';

/** What is missing in the form before it can be tried. */
export const draftFaultText: Readonly<Record<DraftFault, string>> = {
  'no-server': 'Enter at least one server, such as kafka.example:9093.',
  'no-authority': 'Choose the certificate of the authority whose certificates the servers show.',
  'no-username': 'Enter the name with which you sign in.',
  'no-token-endpoint': 'The address of the token service begins with https://.',
  'no-client-id': 'Enter the client ID.',
  'proxy-incomplete': "Enter the proxy's name and port.",
  'needs-encryption':
    'This sign-in sends a password or token as it is: choose encryption, or another sign-in.',
};

/** Why the servers were not changed. */
export function changeServerText(failure: ChangeServerFailure): FailureText {
  switch (failure.kind) {
    case 'broker-wrong':
      return {
        code: 'CFG-705',
        title: `"${failure.broker}" is no address of a server.`,
        body: 'It reads name:port, such as kafka.example:9093; an IPv6 address stands in brackets. Nothing was changed.',
      };
    case 'keychain-unavailable':
      return {
        code: 'KEY-306',
        title: "This computer's keyring does not take the password.",
        body: 'Unlock it, and try again. Nothing was changed.',
      };
    case 'not-kept':
      return settingNotKept(failure.cause);
    default:
      return assertNever(failure);
  }
}

/** Why a chosen certificate was not taken. */
export function chooseCertificateText(failure: ChooseCertificateFailure): FailureText {
  const text = (title: string, body: string): FailureText => ({ code: 'CFG-706', title, body });
  switch (failure.kind) {
    case 'unreadable':
      return text('The file could not be read.', 'Copy it onto this computer, then choose it there.');
    case 'no-certificate':
      return text('There is no certificate in this file.', 'Ask your IT for the right one.');
    case 'passphrase-wrong':
      return text(
        'The password does not open this file.',
        'It is the one that your IT gave you with the file.',
      );
    case 'not-supported':
      return text(
        'This file is protected in a way that is out of date.',
        'Ask your IT for one that is protected with AES.',
      );
    case 'expired':
      return text(
        `This certificate ended on ${formatDate(failure.validUntil)}.`,
        'Ask your IT for a new one.',
      );
    default:
      return assertNever(failure);
  }
}

import { assertNever } from '../../shared/assert-never.ts';
import type { OfferFailureKind } from '../../shared/documents.ts';
import { isolated } from '../../shared/isolated.ts';
import type { FailureText } from './failure-text.ts';

const text = (code: string, title: string, body: string): FailureText => ({ code, title, body });

/** Why a dropped, pasted or chosen item was not taken, and what to do. All of it is on this computer. */
export function offerFailureText(kind: OfferFailureKind, named: string): FailureText {
  const name = isolated(named);
  switch (kind) {
    case 'missing':
      return text(
        'SND-101',
        'The document is no longer there.',
        `"${name}" was moved or deleted after you chose it. Choose it where it is now.`,
      );
    case 'unreadable':
      return text(
        'SND-102',
        'The document cannot be read.',
        `Another program may have "${name}" open, or you may not have permission. Close it there, or copy it into your own folder and choose it there.`,
      );
    case 'folder':
      return text(
        'SND-104',
        'Folders cannot be sent.',
        'Choose the documents inside, or make a zip file first.',
      );
    case 'link-to-folder':
      return text(
        'SND-104',
        `"${name}" is a link to a folder, and folders cannot be sent.`,
        'Choose the documents inside, or make a zip file first.',
      );
    case 'link-to-nothing':
      return text(
        'SND-101',
        `"${name}" is a link to a document that is not there.`,
        'It was moved or deleted, or its drive is not connected. Choose the document itself.',
      );
    case 'name-not-text':
      return text(
        'SND-108',
        'The name of this document cannot be read as text.',
        'It, or a folder on the way to it, was named by a program with another alphabet. Rename it, then choose it again.',
      );
    case 'device':
      return text(
        'SND-109',
        `"${name}" is a device or a connection between programs, not a document.`,
        'Choose a document, or save its content as a file first.',
      );
    case 'own-data':
      return text(
        'SND-110',
        `"${name}" belongs to Sealpost itself.`,
        'Its own data, such as your keys, is never sent. Choose another document.',
      );
    case 'too-large':
      return text(
        'SND-105',
        'The document is too large to send.',
        `Split "${name}", or send it in another way.`,
      );
    case 'not-a-file':
      return text(
        'SND-106',
        'This is not a document on this computer.',
        'Save it as a file first, then drop or choose that file.',
      );
    case 'web-address':
      return text(
        'SND-106',
        'This is a web address, or a picture on a web page, and no document on this computer.',
        'Save the page or the picture as a file first, then drop that file.',
      );
    case 'text':
      return text(
        'SND-106',
        'This is text, and no document.',
        'Save it as a document first, then drop that document.',
      );
    case 'too-many':
      return text(
        'SND-107',
        'Too many documents at once.',
        `${name} left out. Send them afterwards, or make a zip file first.`,
      );
    default:
      return assertNever(kind);
  }
}

import { MAX_DOCUMENT_NAME_BYTES } from './limits.ts';

/** Names of received documents (protocol.md section 8, Document names). */
const mostBytes = 200;
const mostExtensionBytes = 20;
const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"|?*]/gu;
const trailing = /[. ]+$/;
const device = /^(?:con|prn|aux|nul|com[1-9¹²³]|lpt[1-9¹²³])$/i;

/** A name that is safe on every system. */
export function safeDocumentName(name: string): string {
  // Shortening can bring out a device name, or leave nothing but dots and spaces: guarded once more.
  return fitted(guardDevice(fitted(clean(name), '')), '') || 'document';
}

/** A name that is free: " (2)", " (3)"… before the extension, within the same 200 bytes. */
export function withoutClash(safeName: string, taken: (name: string) => boolean): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? safeName : fitted(safeName, ` (${number})`);
    if (!taken(candidate)) return candidate;
  }
}

/** The sender normalises to NFC and keeps to 1 to 1,024 bytes (section 5.1). */
export function nameForSending(name: string): string {
  const normalised = wellFormed(name).normalize('NFC');
  return truncate(normalised === '' ? 'document' : normalised, MAX_DOCUMENT_NAME_BYTES);
}

/** For display: controls, bidi marks and line separators become visible. */
export const displayName = (name: string): string =>
  name.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu,
    (mark) => `‹U+${mark.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}›`,
  );

function clean(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  return guardDevice(base.replace(forbidden, '').replace(trailing, ''));
}

function guardDevice(name: string): string {
  const stem = name.split('.')[0] ?? '';
  return device.test(stem.replace(/ +$/, '')) ? `_${name}` : name;
}

/** Shortens the stem so that stem, suffix and extension are at most 200 bytes. */
function fitted(name: string, suffix: string): string {
  const { stem, extension } = split(name);
  const room = mostBytes - Buffer.byteLength(extension) - Buffer.byteLength(suffix);
  let short = truncate(stem, room);
  // A cut can leave a dot or space at the end where there is no extension behind it.
  if (extension === '' && suffix === '') short = short.replace(trailing, '');
  return `${short}${suffix}${extension}`;
}

function split(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 ? name.slice(dot) : '';
  if (extension === '' || Buffer.byteLength(extension) > mostExtensionBytes)
    return { stem: name, extension: '' };
  return { stem: name.slice(0, dot), extension };
}

function truncate(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text;
  let short = '';
  let length = 0;
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    short += character;
  }
  return short;
}

/** Lone surrogates cannot be written as UTF-8. */
const wellFormed = (text: string): string => Buffer.from(text, 'utf8').toString('utf8');

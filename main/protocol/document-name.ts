import { MAX_DOCUMENT_NAME_BYTES } from './limits.ts';

/** Names of received documents (protocol.md section 8, Document names). */
const mostBytes = 200;
const mostExtensionBytes = 20;
const forbidden = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"|?*]/gu;
const madeVisible = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const ends = /^\.+|[. ]+$/g;
const device = /^(?:con(?:in\$|out\$)?|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])$/i;
/** Spaces of every kind, and three characters that are drawn as nothing. */
const unseen = /^[\p{Zs}\u2800\u3164\uffa0]*$/u;
/** Persian, Hindi and others write with them, and so do emoji. */
const joiners: ReadonlySet<string> = new Set(['\u200c', '\u200d']);
const letter = /^[\p{L}\p{M}\p{S}]$/u;

/** A name that is safe and seen on every system. */
export function safeDocumentName(name: string): string {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
  let safe = replaced(base, forbidden, () => '');
  // What is cut or put in front can bring out a device name, an end with a dot, or nothing that is seen.
  for (;;) {
    const next = fitted(guardDevice(seen(safe.replace(ends, ''))), '');
    if (next === safe) return safe;
    safe = next;
  }
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

/** For display: controls, bidi marks and line separators become visible. Isolated where it is shown. */
export const displayName = (name: string): string =>
  replaced(
    name,
    madeVisible,
    (mark) => `‹U+${mark.codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0')}›`,
  );

/** Replaces marks, but for the joiners that belong to the letters on both sides. */
function replaced(name: string, marks: RegExp, replace: (mark: string) => string): string {
  return name.replace(marks, (mark, at: number) =>
    joiners.has(mark) && isLetter(before(name, at)) && isLetter(after(name, at + 1)) ? mark : replace(mark),
  );
}

const isLetter = (character: string): boolean =>
  (character.codePointAt(0) ?? 0) > 0x7f && letter.test(character);
const before = (text: string, at: number): string => [...text.slice(Math.max(0, at - 2), at)].at(-1) ?? '';
const after = (text: string, at: number): string => [...text.slice(at, at + 2)][0] ?? '';

/** A name of which nothing is seen says nothing: its extension stays. */
function seen(name: string): string {
  const { stem, extension } = split(name);
  return unseen.test(stem) ? `document${extension}` : name;
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
  if (extension === '' && suffix === '') short = short.replace(/[. ]+$/, '');
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

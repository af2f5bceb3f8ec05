import { createHash, randomFillSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';

export type DocumentKind = 'text' | 'office' | 'incompressible';

const blockBytes = 1024 * 1024;
const words =
  'the contract party shall deliver goods within period agreed price amount invoice clause notice of to and in a'.split(
    ' ',
  );

/** Makes a document of a kind: words that compress about fivefold, random bytes, or an office file's mix of both. */
export async function makeDocument(path: string, kind: DocumentKind, bytes: number): Promise<void> {
  const stream = createWriteStream(path);
  for (let at = 0, n = 0; at < bytes; n++) {
    const block = blockOf(kind, n).subarray(0, Math.min(blockBytes, bytes - at));
    at += block.length;
    if (!stream.write(block)) await new Promise<void>((resolve) => stream.once('drain', () => resolve()));
  }
  await new Promise<void>((resolve) => stream.end(() => resolve()));
}

/** One block in five of an office-like document is text (its XML), the rest is compressed already. */
function blockOf(kind: DocumentKind, n: number): Buffer {
  if (kind === 'text' || (kind === 'office' && n % 5 === 0 && n > 0)) return textBlock(n);
  return randomFillSync(Buffer.allocUnsafe(blockBytes));
}

function textBlock(n: number): Buffer {
  const parts: string[] = [];
  let length = 0;
  let seed = createHash('sha256').update(`block ${n}`).digest();
  while (length < blockBytes) {
    seed = createHash('sha256').update(seed).digest();
    const line = `${[...seed].map((byte) => words[byte % words.length]).join(' ')} ${seed.readUInt32LE(0)}.\n`;
    parts.push(line);
    length += line.length;
  }
  return Buffer.from(parts.join('')).subarray(0, blockBytes);
}

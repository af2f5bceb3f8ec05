import { deflateRawSync } from 'node:zlib';

/** docx, pdf, jpg and zip are compressed already: below this gain, compressing costs more than it saves. */
const worthwhile = 0.04;
const sampleBytes = 1024;
const samples = 32;
/** As long as nothing changes. */
const samplesWhileStored = 8;

/**
 * Whether the blocks of one document are worth compressing. Samples are taken from all over a block: office
 * files mix pictures, text and empty pages (docs/decisions/0002).
 */
export class Compressibility {
  #wasStored = false;

  /** By a look at a part of it. What the block before said is only made sure of. */
  isWorthwhile(block: Buffer): boolean {
    const stays = this.#wasStored && !hasGain(block, samplesWhileStored);
    this.#wasStored = stays || !hasGain(block, samples);
    return !this.#wasStored;
  }
}

function hasGain(block: Buffer, count: number): boolean {
  if (block.length <= count * sampleBytes) return true;
  const between = (block.length - sampleBytes) / (count - 1);
  const starts = Array.from({ length: count }, (_, n) => Math.floor(n * between));
  const joined = Buffer.concat(starts.map((start) => block.subarray(start, start + sampleBytes)));
  return deflateRawSync(joined, { level: 1 }).length < joined.length * (1 - worthwhile);
}

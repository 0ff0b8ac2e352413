import { requireCount } from "./requireOption";

export interface TextFeaturesOptions {
  /** How many buckets features are hashed into. Default 16,384. */
  buckets?: number;
  /** Longest run of words that is a feature: 1 for single words, 2 (default) for pairs of neighbours as well, 0 for none. */
  wordNgrams?: number;
  /** Length of the runs of characters that are features, word by word; 0 for none. Default 3. */
  characterNgrams?: number;
}

/** A sparse vector: the positions that are not 0, and what stands there. */
export interface SparseVector {
  indices: Int32Array;
  values: Float32Array;
}

/**
 * Turns texts into sparse vectors of length `buckets` + 1.
 *
 * Each word n-gram and character n-gram is hashed to a bucket and a sign (Weinberger et al. 2009, Feature Hashing, eq. 1; FNV-1a,
 * 32 bits), so that no vocabulary is needed and collisions cancel on average. An n-gram that occurs c times counts 1 + log c, and the
 * n-grams of a text are scaled to length 1. The last position holds the text's length as log(1 + words) / 2, since people's preference
 * for long answers is the first thing that a reward model picks up (Singhal et al. 2023).
 *
 * Words are runs of letters and digits in any script, in lower case, and single punctuation marks.
 */
export class TextFeatures {
  readonly buckets: number;
  readonly wordNgrams: number;
  readonly characterNgrams: number;

  /** @throws RangeError for a value that is not an integer in its range, or if there would be no n-grams at all */
  constructor({ buckets = 16_384, wordNgrams = 2, characterNgrams = 3 }: TextFeaturesOptions = {}) {
    requireCount("TextFeatures", { buckets });
    for (const [name, value] of Object.entries({ wordNgrams, characterNgrams })) {
      if (!Number.isInteger(value) || value < 0 || value > 8) {
        throw new RangeError(`TextFeatures: ${name} is ${value}; expected an integer from 0 to 8.`);
      }
    }
    this.buckets = buckets;
    this.wordNgrams = wordNgrams;
    this.characterNgrams = characterNgrams;
  }

  /** Length of the vectors. */
  get size(): number {
    return this.buckets + 1;
  }

  /** @param prompt if given, its words are features too, apart from the answer's */
  vector(text: string, prompt?: string): SparseVector {
    const counts = new Map<number, number>();
    const words = wordsOf(text);
    this.count(words, ANSWER, counts);
    if (prompt !== undefined) this.count(wordsOf(prompt), PROMPT, counts);

    const indices: number[] = [];
    const values: number[] = [];
    let squares = 0;
    // The sign is in the key's lowest bit: equal n-grams meet in one key, different ones of one bucket may cancel.
    const buckets = new Map<number, number>();
    for (const [hash, count] of counts) {
      const bucket = (hash >>> 1) % this.buckets;
      const value = (hash & 1 ? 1 : -1) * (1 + Math.log(count));
      buckets.set(bucket, (buckets.get(bucket) ?? 0) + value);
    }
    for (const [bucket, value] of buckets) {
      indices.push(bucket);
      values.push(value);
      squares += value * value;
    }
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    indices.push(this.buckets);
    return {
      indices: Int32Array.from(indices),
      values: Float32Array.from([...values.map((value) => value * scale), Math.log1p(words.length) / 2]),
    };
  }

  /** @param stream tells the answer's n-grams from the prompt's */
  private count(words: readonly string[], stream: number, counts: Map<number, number>): void {
    const add = (hash: number) => {
      const mixed = mix(hash);
      counts.set(mixed, (counts.get(mixed) ?? 0) + 1);
    };
    const wordHashes = words.map((word) => {
      let hash = FNV_OFFSET;
      for (let i = 0; i < word.length; i++) hash = fnv(hash, word.charCodeAt(i));
      return hash;
    });
    for (let i = 0; i < words.length; i++) {
      let hash = fnv(FNV_OFFSET, stream);
      for (let n = 0; n < this.wordNgrams && i + n < words.length; n++) {
        hash = fnv(hash, wordHashes[i + n]!);
        add(hash);
      }
    }
    const length = this.characterNgrams;
    if (length === 0) return;
    for (const word of words) {
      const characters = [WORD_START];
      for (const character of word) characters.push(character.codePointAt(0)!);
      characters.push(WORD_END);
      for (let i = 0; i + length <= characters.length; i++) {
        let hash = fnv(FNV_OFFSET, stream + 1);
        for (let k = 0; k < length; k++) hash = fnv(hash, characters[i + k]!);
        add(hash);
      }
    }
  }
}

/** Streams of features that must not meet: each takes one number for words and the next for characters. */
const ANSWER = 0;
const PROMPT = 2;
const WORD_START = 0x3c;
const WORD_END = 0x3e;
const FNV_OFFSET = 0x811c9dc5;

/** One step of FNV-1a over 32-bit numbers. */
function fnv(hash: number, value: number): number {
  return Math.imul(hash ^ value, 0x01000193);
}

/** A final mix (MurmurHash3's) so that the low bits are as good as the high ones. */
function mix(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];
}

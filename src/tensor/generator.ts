import { boxMuller16 } from "./boxMuller";
import { cumulativeDistribution } from "./cumulativeDistribution";
import { MersenneTwister } from "./mersenneTwister";

/** What `Generator.getState` returns: plain data that JSON can hold. */
export interface GeneratorState {
  readonly engine: "mt19937";
  readonly words: number[];
  readonly position: number;
  /** The second half of the last Box–Muller pair, which the next small `randn` starts with. */
  readonly cachedNormal: number | null;
}

/** From this length on PyTorch fills `randn` in blocks (`normal_fill` in aten/src/ATen/native/cpu). */
const vectorisedNormalFrom = 16;
/** From this range on PyTorch takes 64 bits for one integer (`uniform_int_from_to_distribution`). */
const wideRangeFrom = 2 ** 28;
/** From this length on PyTorch takes 64 bits a swap (`randperm_cpu`): (2^32 − 1) / 20. */
const widePermutationFrom = Math.floor(0xffffffff / 20);

/**
 * A seeded stream of random numbers, equal to PyTorch's CPU generator (`torch.Generator().manual_seed(seed)`):
 * `rand`, `randint` and `randperm` to the bit, `randn` to 1e-6.
 *
 * Everything random in this library takes one as an argument; there is no global one.
 *
 * Source: ATen/core/MT19937RNGEngine.h, DistributionsHelper.h and native/cpu/DistributionTemplates.h of PyTorch.
 */
export class Generator {
  private readonly engine = new MersenneTwister();
  private cachedNormal: number | null = null;

  /**
   * @param seed an integer from −2^63 to 2^64 − 1; beyond 2^53 give a bigint. As in PyTorch a negative seed counts
   *   modulo 2^64 and only the lowest 32 bits reach the engine, so that `0` and `2^32` begin the same stream.
   * @throws RangeError for anything else.
   */
  constructor(seed: number | bigint) {
    if (typeof seed === "number" && !Number.isSafeInteger(seed))
      throw new RangeError(`Generator: the seed must be an integer (a bigint beyond 2^53), got ${seed}.`);
    const wide = BigInt(seed);
    if (wide < -(2n ** 63n) || wide >= 2n ** 64n)
      throw new RangeError(`Generator: the seed must lie between -2^63 and 2^64 - 1, got ${seed}.`);
    this.engine.seed(Number(BigInt.asUintN(32, wide)));
  }

  /** Uniform float32 numbers in [0, 1), each from 24 random bits: `torch.rand(count)`. */
  rand(count: number): Float32Array {
    return this.uniform(0, 1, count);
  }

  /** Uniform float32 numbers in [low, high): `torch.empty(count).uniform_(low, high)`. */
  uniform(low: number, high: number, count: number): Float32Array {
    requireCount("uniform", count);
    if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high))
      throw new RangeError(`Generator.uniform: needs finite low <= high, got low ${low} and high ${high}.`);
    const from = Math.fround(low);
    const width = Math.fround(Math.fround(high) - from);
    const values = new Float32Array(count);
    for (let i = 0; i < count; i++) values[i] = this.uniform24() * width + from; // rounded once, as PyTorch's fused multiply-add does
    return values;
  }

  /** Standard normal float32 numbers: `torch.randn(count)`. */
  randn(count: number): Float32Array {
    requireCount("randn", count);
    const values = new Float32Array(count);
    if (count < vectorisedNormalFrom) {
      for (let i = 0; i < count; i++) values[i] = this.normal();
      return values;
    }
    for (let i = 0; i < count; i++) values[i] = this.uniform24();
    for (let start = 0; start + 16 <= count; start += 16) boxMuller16(values, start);
    if (count % 16 !== 0) {
      // PyTorch draws the last 16 afresh, overwriting the end of the last whole block.
      const start = count - 16;
      for (let i = start; i < count; i++) values[i] = this.uniform24();
      boxMuller16(values, start);
    }
    return values;
  }

  /**
   * Integers in low … high − 1: `torch.randint(low, high, (count,))`.
   *
   * @throws RangeError unless low < high and both fit into int32 (high up to 2^31); `randint64` has no such limit.
   */
  randint(low: number, high: number, count: number): Int32Array {
    requireCount("randint", count);
    if (
      !(Number.isInteger(low) && Number.isInteger(high) && low < high && low >= -(2 ** 31) && high <= 2 ** 31)
    )
      throw new RangeError(
        `Generator.randint: needs integers low < high between -2^31 and 2^31, got low ${low} and high ${high}; ` +
          "randint64 takes larger ones.",
      );
    const range = high - low;
    const values = new Int32Array(count);
    const wide = range >= wideRangeFrom;
    for (let i = 0; i < count; i++)
      values[i] = low + (wide ? this.random64Modulo(range) : this.engine.next() % range);
    return values;
  }

  /**
   * 64-bit integers in low … high − 1: `torch.randint(low, high, (count,))` for any range.
   *
   * @throws RangeError unless −2^63 ≤ low < high ≤ 2^63.
   */
  randint64(low: bigint, high: bigint, count: number): BigInt64Array {
    requireCount("randint64", count);
    if (!(low < high && low >= -(2n ** 63n) && high <= 2n ** 63n))
      throw new RangeError(`Generator.randint64: needs -2^63 <= low < high <= 2^63, got ${low} and ${high}.`);
    const range = high - low;
    const values = new BigInt64Array(count);
    const wide = range >= BigInt(wideRangeFrom);
    for (let i = 0; i < count; i++)
      values[i] = low + ((wide ? this.random64() : BigInt(this.engine.next())) % range);
    return values;
  }

  /** The integers 0 … count − 1 in random order: `torch.randperm(count)`. */
  randperm(count: number): Int32Array {
    requireCount("randperm", count);
    const values = new Int32Array(count);
    for (let i = 0; i < count; i++) values[i] = i;
    const wide = count >= widePermutationFrom;
    for (let i = 0; i < count - 1; i++) {
      const left = count - i;
      const j = i + (wide ? this.random64Modulo(left) : this.engine.next() % left);
      const swapped = values[i]!;
      values[i] = values[j]!;
      values[j] = swapped;
    }
    return values;
  }

  /**
   * `count` independent draws (with replacement) of an index, index i with probability probabilities[i] / sum.
   *
   * By inverse distribution function; equal to `torch.multinomial(p, count, replacement=True)` for count ≥ 2 (for a
   * single draw PyTorch divides by exponential numbers from another generator; here it is the same search).
   *
   * @param probabilities non-negative weights, not necessarily normalised.
   * @throws RangeError for an empty list, a negative or non-finite weight, or a sum of zero.
   */
  multinomial(probabilities: ArrayLike<number>, count: number): Int32Array {
    requireCount("multinomial", count);
    const cumulative = cumulativeDistribution(probabilities, "Generator.multinomial");
    const values = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const draw = this.uniform53();
      let left = 0;
      let right = cumulative.length;
      while (right > left) {
        const middle = left + ((right - left) >> 1);
        if (cumulative[middle]! < draw) left = middle + 1;
        else right = middle;
      }
      values[i] = left;
    }
    return values;
  }

  /** One of the items, each equally likely. @throws RangeError for an empty list. */
  choice<T>(items: readonly T[]): T {
    if (items.length === 0)
      throw new RangeError("Generator.choice: there is nothing to choose from (0 items).");
    return items[this.randint(0, items.length, 1)[0]!]!;
  }

  /** A new array with the items in random order (that of `randperm`); the given one stays as it is. */
  shuffle<T>(items: readonly T[]): T[] {
    return Array.from(this.randperm(items.length), (index) => items[index]!);
  }

  /** A new generator whose stream is independent of this one's further numbers; takes four numbers from this one. */
  fork(): Generator {
    const key = Uint32Array.from({ length: 4 }, () => this.engine.next());
    const child = new Generator(0);
    child.engine.seedByKey(key);
    return child;
  }

  /** `count` new generators with independent streams, as from as many calls of `fork`. */
  split(count: number): Generator[] {
    requireCount("split", count);
    return Array.from({ length: count }, () => this.fork());
  }

  /** A copy of the state, as plain data; `setState` continues from it. */
  getState(): GeneratorState {
    const { state, position } = this.engine;
    return { engine: "mt19937", words: Array.from(state), position, cachedNormal: this.cachedNormal };
  }

  /** Continues from a state that `getState` returned. @throws RangeError for anything else. */
  setState(state: GeneratorState): void {
    const { engine, words, position, cachedNormal } = state;
    if (engine !== "mt19937" || words.length !== 624 || !(position >= 0 && position <= 624))
      throw new RangeError(
        `Generator.setState: expected an mt19937 state of 624 words, got ${engine} with ${words?.length} words ` +
          `at position ${position}.`,
      );
    this.engine.state.set(words);
    this.engine.position = position;
    this.cachedNormal = cachedNormal;
  }

  /** A multiple of 2^-24 in [0, 1). */
  private uniform24(): number {
    return (this.engine.next() & 0xffffff) / 0x1000000;
  }

  /** A multiple of 2^-53 in [0, 1). */
  private uniform53(): number {
    const high = this.engine.next() & 0x1fffff;
    return (high * 2 ** 32 + this.engine.next()) / 2 ** 53;
  }

  private normal(): number {
    if (this.cachedNormal !== null) {
      const value = this.cachedNormal;
      this.cachedNormal = null;
      return value;
    }
    const angle = 2 * Math.PI * this.uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()));
    this.cachedNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  private random64(): bigint {
    const high = this.engine.next();
    return (BigInt(high) << 32n) | BigInt(this.engine.next());
  }

  /** A 64-bit number modulo a range up to 2^32, in 16-bit digits so that doubles stay exact. */
  private random64Modulo(range: number): number {
    const high = this.engine.next();
    const low = this.engine.next();
    const rest = ((high % range) * 0x10000 + (low >>> 16)) % range;
    return (rest * 0x10000 + (low & 0xffff)) % range;
  }
}

function requireCount(method: string, count: number): void {
  if (!Number.isInteger(count) || count < 0 || count > 2 ** 32)
    throw new RangeError(`Generator.${method}: count must be a whole number of at least 0, got ${count}.`);
}

const words = 624;
const shift = 397;

/**
 * The 32-bit Mersenne Twister mt19937: the engine behind PyTorch's CPU generator.
 *
 * Source: Matsumoto and Nishimura (1998), "Mersenne Twister: a 623-dimensionally equidistributed uniform
 * pseudo-random number generator", ACM TOMACS 8(1), and their reference code mt19937ar.c.
 */
export class MersenneTwister {
  /** The 624 words of the state; `position` says how many of them have been used. */
  readonly state: Uint32Array = new Uint32Array(words);
  position: number = words;

  /** Starts from a 32-bit seed (`init_genrand` of the reference code). */
  seed(seed: number): void {
    const { state } = this;
    state[0] = seed >>> 0;
    for (let i = 1; i < words; i++) {
      const previous = state[i - 1]!;
      state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
    }
    this.position = words;
  }

  /** Starts from a key of any length (`init_by_array` of the reference code): for streams that shall not meet. */
  seedByKey(key: Uint32Array): void {
    this.seed(19650218);
    const { state } = this;
    let i = 1;
    let j = 0;
    for (let k = Math.max(words, key.length); k > 0; k--) {
      const previous = state[i - 1]!;
      state[i] = (state[i]! ^ Math.imul(previous ^ (previous >>> 30), 1664525)) + key[j]! + j;
      if (++i >= words) {
        state[0] = state[words - 1]!;
        i = 1;
      }
      if (++j >= key.length) j = 0;
    }
    for (let k = words - 1; k > 0; k--) {
      const previous = state[i - 1]!;
      state[i] = (state[i]! ^ Math.imul(previous ^ (previous >>> 30), 1566083941)) - i;
      if (++i >= words) {
        state[0] = state[words - 1]!;
        i = 1;
      }
    }
    state[0] = 0x80000000;
  }

  /** The next number, uniform in 0 … 2^32 − 1. */
  next(): number {
    if (this.position >= words) this.refill();
    let y = this.state[this.position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  private refill(): void {
    const { state } = this;
    for (let i = 0; i < words; i++) {
      const y = (state[i]! & 0x80000000) | (state[(i + 1) % words]! & 0x7fffffff);
      state[i] = state[(i + shift) % words]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.position = 0;
  }
}

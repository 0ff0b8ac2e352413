const twoPi = Math.fround(2 * Math.PI);

/**
 * Turns 16 uniform numbers at `start` into normal ones: element j and j + 8 make a pair (Box and Muller 1958).
 * Every intermediate is rounded to float32, as PyTorch's is; the angle's rounding alone is worth 1e-6.
 */
export function boxMuller16(values: Float32Array, start: number): void {
  const { fround } = Math;
  for (let j = start; j < start + 8; j++) {
    const radius = fround(Math.sqrt(fround(-2 * fround(Math.log(fround(1 - values[j]!))))));
    const angle = fround(twoPi * values[j + 8]!);
    values[j] = radius * fround(Math.cos(angle));
    values[j + 8] = radius * fround(Math.sin(angle));
  }
}

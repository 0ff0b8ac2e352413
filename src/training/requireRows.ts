/**
 * Checks that two ragged arrays have the same rows.
 *
 * @throws RangeError naming the first row that differs
 */
export function requireRows(
  where: string,
  name: string,
  actual: readonly ArrayLike<number>[],
  expected: readonly ArrayLike<number>[],
): void {
  if (actual.length !== expected.length) {
    throw new RangeError(`${where}: ${name} has ${actual.length} rows; expected ${expected.length}.`);
  }
  actual.forEach((row, index) => {
    const length = expected[index]!.length;
    if (row.length !== length) {
      throw new RangeError(
        `${where}: row ${index} of ${name} has shape [${row.length}]; expected [${length}].`,
      );
    }
  });
}

/** @throws RangeError unless every given value is an integer of 1 or more; the message names the offending one. */
export function requireCount(where: string, counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts)) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`${where}: ${name} is ${value}; expected an integer of 1 or more.`);
    }
  }
}

/** @throws RangeError unless every given value is a finite number of 0 or more; the message names the offending one. */
export function requireNotNegative(where: string, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isFinite(value) || value < 0) {
      throw new RangeError(`${where}: ${name} is ${value}; expected a finite number of 0 or more.`);
    }
  }
}

/** @throws RangeError unless `value` is one of the choices; the message lists them. */
export function requireChoice(where: string, name: string, value: unknown, choices: readonly string[]): void {
  if (!choices.includes(value as string)) {
    const found = typeof value === "string" ? `"${value}"` : String(value);
    throw new RangeError(`${where}: unknown ${name} ${found}; expected one of ${choices.join(", ")}.`);
  }
}

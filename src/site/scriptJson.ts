/**
 * Serialises a value as JSON that can stand inside a `<script>` element.
 *
 * `<` is escaped because `</script>` and `<!--` would end or change the element, and U+2028 and U+2029
 * because they end a line in older JavaScript. The result parses to the same value.
 */
export function scriptJson(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/**
 * Jupyter counts cursor positions in Unicode code points, JavaScript in UTF-16 units; they differ after an emoji.
 */

/** The UTF-16 index of the code point `position` of `text`. */
export function toUtf16(text: string, position: number): number {
  let index = 0;
  for (let count = 0; count < position && index < text.length; count += 1) {
    index += text.codePointAt(index)! > 0xffff ? 2 : 1;
  }
  return index;
}

/** The code point position of the UTF-16 index `index` of `text`. */
export function toCodePoints(text: string, index: number): number {
  return [...text.slice(0, index)].length;
}

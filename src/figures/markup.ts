// Text that becomes part of SVG or HTML. What a project holds may come from anybody: a class called <script> stays text.

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Characters that XML cannot hold, and halves of those that take two places. */
// eslint-disable-next-line no-control-regex
const unspeakable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu

/** Safe between tags and in quoted attributes; what XML cannot hold is replaced. */
export function escaped(text: string): string {
  return text.replace(unspeakable, '\ufffd').replace(/[&<>"']/g, (letter) => entities[letter] as string)
}

/** A coordinate: a hundredth of a pixel is more than anybody sees. */
export const coordinate = (value: number) => String(Math.round(value * 100) / 100 + 0)

/** A field of a CSV file as it stands there (RFC 4180): in quotes where it holds a separator, a quote or the end of a line. */
export function quote(text: string): string {
  return /[",;\t\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const number = /^[-+]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/

/** Two numbers as people write a place: "12000, 8500", "12,000 8,500", "x=12 y=8.5". Null for anything else. */
export function readPlace(text: string): { readonly x: number; readonly y: number } | null {
  const bare = text.replace(/[xy]\s*[=:]|[()]/gi, ' ').trim()
  // Between spaces or semicolons a comma parts thousands; alone it parts the two.
  const parts = /[\s;]/.test(bare) ? bare.split(/[,\s]*[\s;]\s*/) : bare.split(',')
  if (parts.length !== 2 || !parts.every((part) => number.test(part))) return null
  const [x, y] = parts.map((part) => Number(part.replaceAll(',', ''))) as [number, number]
  return { x, y }
}

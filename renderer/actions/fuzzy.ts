export interface Match {
  readonly score: number
  /** Positions in the text of the letters that were typed. */
  readonly at: readonly number[]
}

/**
 * Whether the letters of `query` occur in `text` in that order, and how well: letters in a row and at the beginning of
 * words count more, all of them in one piece the most. Undefined when they do not.
 */
export function fuzzy(query: string, text: string): Match | undefined {
  const wanted = query.toLowerCase().replace(/\s+/g, '')
  const lower = text.toLowerCase()
  if (!wanted) return { score: 0, at: [] }
  let best: Match | undefined
  for (
    let from = lower.indexOf(wanted.charAt(0));
    from >= 0;
    from = lower.indexOf(wanted.charAt(0), from + 1)
  ) {
    const match = matchFrom(wanted, lower, from)
    if (match && (!best || match.score > best.score)) best = match
  }
  return best
}

/**
 * Matches other words than the label, with commas between them, each from its beginning; a whole one as well as a word of
 * a label, a beginning better than letters that lie apart. Nothing of the label is marked.
 */
export function byWords(query: string, words: string): Match | undefined {
  const wanted = query.trim().toLowerCase()
  // A letter is too little, a Chinese character is a word.
  if (wanted.length < 2 && !/[^\0-\x7f]/.test(wanted)) return undefined
  const all = words.split(', ')
  if (all.includes(wanted)) return { score: 44, at: [] }
  return all.some((word) => word.startsWith(wanted)) ? { score: 22, at: [] } : undefined
}

/** Of two ways to be found the better one. */
export function better(a: Match | undefined, b: Match | undefined): Match | undefined {
  return a && b ? (b.score > a.score ? b : a) : (a ?? b)
}

function matchFrom(wanted: string, lower: string, from: number): Match | undefined {
  const at: number[] = []
  let score = 0
  let position = from - 1
  for (const letter of wanted) {
    const next = lower.indexOf(letter, position + 1)
    if (next < 0) return undefined
    const startsWord = next === 0 || /[^a-z0-9]/.test(lower.charAt(next - 1))
    if (at.length && next === position + 1) score += 8
    else score -= Math.min(next - position - 1, 6)
    if (startsWord) score += 10
    at.push(next)
    position = next
  }
  const whole = position - from === wanted.length - 1
  return { score: score + (whole ? 12 : 0) - lower.length * 0.05, at }
}

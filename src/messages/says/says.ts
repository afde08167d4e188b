import { en } from './en'

/** What main and its processes say: errors, progress, what was left out. The window does not load it. */
export type Says = typeof en

let current: Says = en

/** What this process says from now on. */
export function saySentencesOf(sentences: Says): void {
  current = sentences
}

const topics = Object.keys(en) as (keyof Says)[]

/**
 * The sentences of the language that counts now, by topic. A sentence is made where it is said, never kept in a constant of
 * a module. What the window says itself, and what is said in files that it shares, is in `t`.
 *
 * @example throw new AppError('file-missing', says.files.thereIsNoFile(path))
 */
export const says = Object.defineProperties(
  {},
  Object.fromEntries(topics.map((topic) => [topic, { get: () => current[topic], enumerable: true }])),
) as Says

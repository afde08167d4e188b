import { en } from './en'

/** All sentences, texts and number formats that a person sees, by topic; each language has every one of them. */
export type Messages = typeof en

let current: () => Messages = () => en

/** The language of this process, or of this window, is what `source` gives; English without one. */
export function readMessagesFrom(source: () => Messages): void {
  current = source
}

const topics = Object.keys(en) as (keyof Messages)[]

/**
 * The messages of the language that counts now. A text is read where it is shown, never kept in a constant of a module.
 *
 * @example t.project.open // 'Open project'
 */
export const t = Object.defineProperties(
  {},
  Object.fromEntries(topics.map((topic) => [topic, { get: () => current()[topic], enumerable: true }])),
) as Messages

import { readMessagesFrom, t, type Messages } from '../messages'
import { onOneLine } from '../oneLine'
import { en } from './en'
import { saySentencesOf, says, type Says } from './says'

// A worker on another machine speaks English. What its sentences were made of goes with them, so that whoever watches reads them
// in the language of the window.

/** The name of a sentence in the catalogue, such as "says.engine.notHere", and what stands in it. */
export type Said = readonly [name: string, ...values: unknown[]]
/** A sentence within another one. */
interface Quoted {
  readonly text: string
  readonly says: Said
}

/** Sentences that are remembered: what is told was made just before. */
const most = 1000
/** A sentence within a sentence, and no deeper; values of one. */
const [deepest, mostValues] = [4, 10]
const made = new Map<string, Said>()

/** From now on this process remembers what its sentences were made of. */
export function rememberSentences(messages: Messages): void {
  const remembering = remembered('t', messages)
  readMessagesFrom(() => remembering)
  saySentencesOf(remembered('says', en))
}

/** What a sentence was made of, and the sentences in it; undefined where nobody remembers. */
export function saidOf(sentence: string, depth = 0): Said | undefined {
  const said = made.get(onOneLine(sentence))
  if (!said || depth === deepest) return undefined
  const [name, ...values] = said
  return [
    name,
    ...values.map((value) => {
      const says = typeof value === 'string' ? saidOf(value, depth + 1) : undefined
      return says ? ({ text: value as string, says } satisfies Quoted) : value
    }),
  ]
}

/**
 * A sentence that another machine has said, in this process's language; undefined for one that is not in the catalogue here.
 *
 * @example sentenceOf(['says.cluster.workerEnded', 1]) // 'the worker ended (code 1)'
 */
export function sentenceOf(said: unknown, depth = 0): string | undefined {
  if (!Array.isArray(said) || said.length > mostValues || depth === deepest) return undefined
  const [name, ...given] = said as unknown[]
  const entry = typeof name === 'string' ? entryOf(name) : undefined
  if (typeof entry === 'string') return given.length === 0 ? entry : undefined
  if (typeof entry !== 'function' || given.length < entry.length) return undefined
  try {
    const sentence: unknown = entry(...given.map((value) => valueOf(value, depth)))
    return typeof sentence === 'string' ? sentence : undefined
  } catch {
    // Values of another version, or made up.
    return undefined
  }
}

function valueOf(value: unknown, depth: number): unknown {
  // JSON has no other word for one that was left out.
  if (value === null) return undefined
  const { text, says } = (typeof value === 'object' ? value : {}) as Partial<Quoted>
  return typeof text === 'string' ? (sentenceOf(says, depth + 1) ?? text) : value
}

function entryOf(name: string): string | ((...values: unknown[]) => unknown) | undefined {
  const [first = '', ...path] = name.split('.')
  let at: unknown = first === 'says' ? says : first === 't' ? t : undefined
  for (const each of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, each)) return undefined
    at = (at as Record<string, unknown>)[each]
  }
  return typeof at === 'string' || typeof at === 'function' ? (at as never) : undefined
}

function remembered<T extends Says | Messages | object>(name: string, catalogue: T): T {
  return new Proxy(catalogue, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key)
      const path = `${name}.${String(key)}`
      if (typeof value === 'string') remember(value, [path])
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) return remembered(path, value)
      if (typeof value !== 'function') return value
      return (...values: unknown[]) => {
        const sentence: unknown = (value as (...values: unknown[]) => unknown)(...values)
        if (typeof sentence === 'string') remember(sentence, [path, ...values])
        return sentence
      }
    },
  })
}

/** The newest last. */
function remember(sentence: string, said: Said): void {
  const text = onOneLine(sentence)
  made.delete(text)
  made.set(text, said)
  if (made.size > most) made.delete(made.keys().next().value as string)
}

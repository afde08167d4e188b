import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/** One element of a list of the root object, or of the root that is a list itself. It counts while it is handed on. */
export interface JsonItem {
  /** '' for the root. */
  readonly list: string
  /** Its text in UTF-8 are those from `start` to `end`. */
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
  /** Where it begins, from 1. */
  readonly line: number
}

/** An element that is read where it begins, without a search for its end. */
export interface PassedItem {
  /** Behind its last byte; 0 where it is cut out and handed on like the others. */
  readonly end: number
  /** Ends of lines in it. */
  readonly lines: number
}

interface ListOptions {
  readonly takeMember?: ((key: string, text: string) => void) | undefined
  /** Takes the element that begins at `start`, if it lies in the bytes as a whole and is one that can be read so. */
  readonly passItem?: ((list: string, bytes: Uint8Array, start: number) => PassedItem) | undefined
}

const [quote, backslash, newline, comma] = [34, 92, 10, 44]
const [open, close, openList, closeList] = [123, 125, 91, 93]

/** Signs that count: inside a string, inside an element, and between its own members. */
const inStrings = signs(quote, backslash)
const inside = signs(quote, open, close, openList, closeList, newline)
const atItem = signs(quote, open, close, openList, closeList, newline, comma)

function signs(...counting: readonly number[]): Uint8Array {
  const table = new Uint8Array(256)
  for (const sign of counting) table[sign] = 1
  return table
}

const decoder = new TextDecoder('utf-8', { fatal: true })
const encoder = new TextEncoder()

/** The text of an element. Throws where that is not UTF-8. */
export const textOfItem = ({ bytes, start, end }: Omit<JsonItem, 'list' | 'line'>): string =>
  decoder.decode(bytes.subarray(start, end))

/**
 * Finds the elements of the root object's lists in JSON that comes in pieces, so that a file of a gigabyte is never in
 * memory as a whole. What lies beside the lists is skipped; elements are cut out here and parsed by whoever takes them.
 */
export class JsonLists {
  private buffer: Uint8Array = new Uint8Array(0)
  private at = 0
  private depth = 0
  private line = 1
  private inString = false
  private escaped = false
  /** Where the string or element begins that is being read; -1 for none. */
  private start = -1
  private key = ''
  private list: string | null = null
  private startLine = 1
  /** How deep elements lie: 1 where the root is a list. */
  private itemDepth = 2
  private inMember = false
  private readonly takeMember: ListOptions['takeMember']
  private readonly passItem: ListOptions['passItem']

  /** `takeMember` is given the root's members that are objects, whole. */
  constructor(
    private readonly file: string,
    private readonly take: (item: JsonItem) => void,
    { takeMember, passItem }: ListOptions = {},
  ) {
    this.takeMember = takeMember
    this.passItem = passItem
  }

  /** Text, or bytes of UTF-8 that stay as they are until the next call. */
  push(piece: string | Uint8Array): void {
    const added = typeof piece === 'string' ? encoder.encode(piece) : piece
    const kept = this.start >= 0 ? this.start : this.at
    this.at -= kept
    this.buffer = joined(this.buffer.subarray(kept), added)
    if (this.start >= 0) this.start = 0
    const { buffer } = this
    for (let at = this.skip(this.at); at < buffer.length; at = this.skip(this.at + 1)) {
      this.at = at
      this.step(buffer[at] as number)
    }
    this.at = buffer.length
  }

  /** Where the next sign is that counts: nearly all of a large file are numbers inside an element, and what strings hold. */
  private skip(from: number): number {
    const { buffer } = this
    if (this.inString ? this.escaped : this.start < 0) return from
    const counting = this.inString ? inStrings : this.depth > this.itemDepth ? inside : atItem
    let at = from
    while (at < buffer.length && counting[buffer[at] as number] === 0) at++
    return at
  }

  /** Throws AppError('label-json') when the text ended too early. */
  end(): void {
    if (this.depth === 0 && !this.inString) return
    throw new AppError('label-json', says.labels.fileLineLineThisIsNot(this.file, this.line))
  }

  private step(sign: number): void {
    if (sign === newline) this.line++
    if (this.inString) return this.stepInString(sign)
    const atItem = this.list !== null && this.depth === this.itemDepth && this.start < 0
    if (atItem && sign > 32 && this.begin(sign)) return
    if (sign === quote) this.beginString()
    else if (sign === open || sign === openList) this.enter(sign)
    else if (sign === close || sign === closeList) this.leave()
    else if (sign === comma && this.depth === this.itemDepth) this.finishItem(this.at)
  }

  private stepInString(sign: number): void {
    if (this.escaped) this.escaped = false
    else if (sign === backslash) this.escaped = true
    else if (sign === quote) {
      this.inString = false
      if (this.depth !== 1 || this.itemDepth === 1) return
      this.key = this.text(this.start + 1, this.at)
      this.start = -1
    }
  }

  private beginString(): void {
    this.inString = true
    if (this.depth === 1 && this.itemDepth !== 1) this.start = this.at
  }

  /** True where the element has been passed. */
  private begin(sign: number): boolean {
    if (sign === comma || sign === closeList) return false
    const passed = sign === open ? this.passItem?.(this.list as string, this.buffer, this.at) : undefined
    if (passed && passed.end > 0) {
      this.line += passed.lines
      this.at = passed.end - 1
      return true
    }
    this.start = this.at
    this.startLine = this.line
    return false
  }

  private enter(sign: number): void {
    this.depth++
    if (this.depth === 1 && sign === openList) {
      this.itemDepth = 1
      this.list = ''
    } else if (this.depth === 2 && this.itemDepth === 2) {
      if (sign === openList) this.list = this.key
      else if (this.takeMember) {
        this.inMember = true
        this.start = this.at
      }
    }
  }

  private leave(): void {
    this.depth--
    if (this.inMember && this.depth === 1) {
      this.takeMember?.(this.key, this.text(this.start, this.at + 1))
      this.inMember = false
      this.start = -1
    } else if (this.depth === this.itemDepth) this.finishItem(this.at + 1)
    else if (this.depth === this.itemDepth - 1) {
      this.finishItem(this.at)
      this.list = null
    }
  }

  private finishItem(end: number): void {
    if (this.list === null || this.start < 0) return
    this.take({ list: this.list, bytes: this.buffer, start: this.start, end, line: this.startLine })
    this.start = -1
  }

  private text(start: number, end: number): string {
    return textOfItem({ bytes: this.buffer, start, end })
  }
}

function joined(kept: Uint8Array, added: Uint8Array): Uint8Array {
  if (kept.length === 0) return added
  const both = new Uint8Array(kept.length + added.length)
  both.set(kept)
  both.set(added, kept.length)
  return both
}

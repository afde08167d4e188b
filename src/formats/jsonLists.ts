import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/** One element of a list of the root object, or of the root that is a list itself, as text. */
export interface JsonItem {
  /** '' for the root. */
  readonly list: string
  readonly text: string
  /** Where it begins, from 1. */
  readonly line: number
}

const [quote, backslash, newline, comma] = [34, 92, 10, 44]
const [open, close, openList, closeList] = [123, 125, 91, 93]

/**
 * Finds the elements of the root object's lists in JSON that comes in pieces, so that a file of a gigabyte is never in
 * memory as a whole. What lies beside the lists is skipped; elements are cut out here and parsed by whoever takes them.
 */
export class JsonLists {
  private buffer = ''
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

  /** `takeMember` is given the root's members that are objects, whole. */
  constructor(
    private readonly file: string,
    private readonly take: (item: JsonItem) => void,
    private readonly takeMember?: (key: string, text: string) => void,
  ) {}

  push(piece: string): void {
    const kept = this.start >= 0 ? this.start : this.at
    this.buffer = this.buffer.slice(kept) + piece
    this.at -= kept
    if (this.start >= 0) this.start = 0
    for (let at = this.skip(this.at); at < this.buffer.length; at = this.skip(this.at + 1)) {
      this.at = at
      this.step(this.buffer.charCodeAt(at))
    }
    this.at = this.buffer.length
  }

  /** Where the next sign is that counts: nearly all of a large file are numbers inside an element, and what strings hold. */
  private skip(from: number): number {
    const { buffer } = this
    let at = from
    if (this.inString) {
      if (this.escaped) return at
      for (; at < buffer.length; at++) {
        const sign = buffer.charCodeAt(at)
        if (sign === quote || sign === backslash) break
      }
    } else if (this.start >= 0) {
      const least = this.depth > this.itemDepth ? comma : comma + 1
      for (; at < buffer.length; at++) {
        const sign = buffer.charCodeAt(at)
        if (sign !== 32 && (sign < least || sign > 57)) break
      }
    }
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
    if (this.list !== null && this.depth === this.itemDepth && this.start < 0 && sign > 32) this.begin(sign)
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
      this.key = this.buffer.slice(this.start + 1, this.at)
      this.start = -1
    }
  }

  private beginString(): void {
    this.inString = true
    if (this.depth === 1 && this.itemDepth !== 1) this.start = this.at
  }

  private begin(sign: number): void {
    if (sign === comma || sign === closeList) return
    this.start = this.at
    this.startLine = this.line
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
      this.takeMember?.(this.key, this.buffer.slice(this.start, this.at + 1))
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
    this.take({ list: this.list, text: this.buffer.slice(this.start, end), line: this.startLine })
    this.start = -1
  }
}

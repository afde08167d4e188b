// A COCO annotation out of its bytes, without a text, an object or a list of numbers: those of a large file take a third of
// the time so. What is not as nearly all programs write it is left to JSON.parse.

import { longDecimal, powersOfTen } from './decimal'

const [space, tab, newline, carriage] = [32, 9, 10, 13]
const [quote, comma, minus, dot, zero, colon, backslash] = [34, 44, 45, 46, 48, 58, 92]
const [openList, closeList, open, close] = [91, 93, 123, 125]
/** What number a key is in `keys`. */
const keyed = ['id', 'image_id', 'category_id', 'score', 'iscrowd', 'bbox', 'segmentation'] as const
/** They say more than is read here. */
const left = ['num_keypoints', 'keypoints', 'attributes']
const keys = [...keyed, ...left].map((key) => new TextEncoder().encode(key))
const none = NaN

export class PlainAnnotation {
  image = 0
  category = 0
  id: number | undefined
  score: number | undefined
  hasBox = false
  readonly box = new Float64Array(4)
  /** The coordinates of its only ring, and how many they are; 0 for none. */
  ring = new Float64Array(256)
  coordinates = 0
  /** Behind its last byte, 0 where it was not read; ends of lines before that. */
  end = 0
  lines = 0

  private bytes: Uint8Array = new Uint8Array(0)
  private at = 0
  private seen = 0

  /** Reads the annotation that begins at `start`; it stands in the fields then. False where it is not plain, or cut off. */
  read(bytes: Uint8Array, start: number): boolean {
    this.bytes = bytes
    this.at = start
    this.seen = this.lines = this.end = 0
    this.id = this.score = undefined
    this.hasBox = false
    this.coordinates = 0
    if (!this.takes(open)) return false
    do if (!this.member()) return false
    while (this.takes(comma))
    const needed = (1 << 1) | (1 << 2)
    if (!this.takes(close) || (this.seen & needed) !== needed) return false
    if (!this.hasBox && this.coordinates === 0) return false
    this.end = this.at
    return true
  }

  private member(): boolean {
    if (!this.takes(quote)) return false
    const key = this.key()
    if (key === undefined || !this.takes(colon)) return false
    if (key < 0) return this.scalar()
    if (key >= keyed.length || this.seen & (1 << key)) return false
    this.seen |= 1 << key
    this.white()
    return this.value(keyed[key] as (typeof keyed)[number])
  }

  private value(key: (typeof keyed)[number]): boolean {
    switch (key) {
      case 'id':
        return !Number.isNaN((this.id = this.whole()))
      case 'image_id':
        return !Number.isNaN((this.image = this.whole()))
      case 'category_id':
        return !Number.isNaN((this.category = this.whole()))
      case 'score':
        return !Number.isNaN((this.score = this.number()))
      case 'iscrowd':
        return this.whole() === 0
      case 'bbox':
        return this.boxValue()
      case 'segmentation':
        return this.outline()
    }
  }

  private boxValue(): boolean {
    const { box } = this
    if (!this.takes(openList)) return false
    for (let i = 0; i < 4; i++) {
      if (i > 0 && !this.takes(comma)) return false
      this.white()
      if (Number.isNaN((box[i] = this.number()))) return false
    }
    this.hasBox = true
    return this.takes(closeList) && (box[2] as number) >= 0 && (box[3] as number) >= 0
  }

  /** No ring, or one. */
  private outline(): boolean {
    if (!this.takes(openList)) return false
    if (this.takes(closeList)) return true
    if (!this.takes(openList)) return false
    let count = 0
    do {
      this.white()
      const value = this.number()
      if (Number.isNaN(value)) return false
      if (count === this.ring.length) this.grow()
      this.ring[count++] = value
    } while (this.takes(comma))
    this.coordinates = count
    return this.takes(closeList) && this.takes(closeList) && count >= 6 && count % 2 === 0
  }

  private grow(): void {
    const larger = new Float64Array(this.ring.length * 2)
    larger.set(this.ring)
    this.ring = larger
  }

  /** Its number in `keys` and −1 for another; undefined for one that is not plain. Ends behind its quote. */
  private key(): number | undefined {
    const { bytes } = this
    const first = this.at
    if (!this.plainString()) return undefined
    const length = this.at - 1 - first
    for (let number = 0; number < keys.length; number++) {
      const key = keys[number] as Uint8Array
      let i = key.length === length ? 0 : length + 1
      while (i < length && bytes[first + i] === key[i]) i++
      if (i === length) return number
    }
    return -1
  }

  /** Passes what is left of a string of plain letters, and its quote. */
  private plainString(): boolean {
    const { bytes } = this
    let { at } = this
    for (let sign = bytes[at] as number; sign !== quote; sign = bytes[++at] as number)
      if (!(sign >= space && sign < 128) || sign === backslash) return false
    this.at = at + 1
    return true
  }

  /** Passes a number, a word or a text that counts for nothing. */
  private scalar(): boolean {
    this.white()
    const sign = this.bytes[this.at]
    if (sign === quote) {
      this.at++
      return this.plainString()
    }
    return this.word('true') || this.word('false') || this.word('null') || !Number.isNaN(this.number())
  }

  private word(word: string): boolean {
    for (let i = 0; i < word.length; i++) if (this.bytes[this.at + i] !== word.charCodeAt(i)) return false
    this.at += word.length
    return true
  }

  /** A whole number from 0 that is written as such; NaN for anything else. */
  private whole(): number {
    const first = this.at
    const value = this.number()
    if (!Number.isSafeInteger(value) || value < 0 || this.at - first > 15) return none
    for (let at = first; at < this.at; at++) if (!isDigit(this.bytes[at] as number)) return none
    return value
  }

  /** As JSON.parse reads it, to the last bit; NaN for what is none, or not finite. */
  private number(): number {
    const { bytes } = this
    const start = this.at
    let at = start
    const negative = bytes[at] === minus
    if (negative) at++
    const first = at
    let digits = 0
    for (let sign = bytes[at] as number; isDigit(sign); sign = bytes[++at] as number)
      digits = digits * 10 + (sign - zero)
    if (at === first || (bytes[first] === zero && at - first > 1)) return none
    let decimals = 0
    if (bytes[at] === dot) {
      const from = ++at
      for (let sign = bytes[at] as number; isDigit(sign); sign = bytes[++at] as number)
        digits = digits * 10 + (sign - zero)
      decimals = at - from
      if (decimals === 0) return none
    }
    // An exponent, or something that does not belong there.
    if (((bytes[at] as number) | 32) === 101) return none
    this.at = at
    if (digits > Number.MAX_SAFE_INTEGER || decimals >= powersOfTen.length) return this.long(start)
    // A whole number by an exact power of ten is rounded once, as it must be.
    const value = decimals === 0 ? digits : digits / (powersOfTen[decimals] as number)
    return negative ? -value : value
  }

  /** A number of more digits than are exact. */
  private long(start: number): number {
    const value = longDecimal(this.bytes, start, this.at)
    return Number.isFinite(value) ? value : none
  }

  /** Whether this sign is next, behind white space. */
  private takes(sign: number): boolean {
    if (this.bytes[this.at] !== sign) this.white()
    if (this.bytes[this.at] !== sign) return false
    this.at++
    return true
  }

  private white(): void {
    const { bytes } = this
    let { at } = this
    for (let sign = bytes[at]; isWhite(sign); sign = bytes[++at]) if (sign === newline) this.lines++
    this.at = at
  }
}

const isDigit = (sign: number) => sign >= zero && sign <= 57
const isWhite = (sign: number | undefined) =>
  sign === space || sign === newline || sign === carriage || sign === tab

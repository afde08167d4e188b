import { background, ignore } from './tiles'

/** The class sets of a batch: of set k a class's flag is 1 where it was checked. */
export type ClassFlags = readonly Uint8Array[]

const setValue = (set: number) => ignore - 1 - set

/** Whether a pixel of this value was checked for a class; objects are taken for checked. */
export function isCheckedFor(value: number, classNumber: number, sets: ClassFlags | undefined): boolean {
  if (value === ignore) return false
  const flags = sets?.[setValue(value)]
  return flags === undefined || flags[classNumber] === 1
}

/**
 * Sets of classes for which ground was checked, as values of a mask: `background` for all classes, `ignore` for none, and for
 * set k the value 254 − k, as long as it is no class's. In a dataset file these values stand apart, as k + 1, so that its
 * masks mean to every reader what they always meant.
 */
export class CheckedSets {
  readonly flags: Uint8Array[] = []
  private readonly numbers = new Map<string, number>()
  private readonly joined = new Map<string, number>()

  constructor(readonly classes: number) {}

  /** The mask value of what was checked as `value` says and for these classes besides. */
  join(value: number, classes: readonly number[]): number {
    const key = `${value} ${classes.join()}`
    const known = this.joined.get(key)
    if (known !== undefined) return known
    const flags = this.flags[setValue(value)]?.slice() ?? new Uint8Array(this.classes)
    for (const number of classes) flags[number] = 1
    const found = value === background ? background : (this.valueOf(flags) ?? value)
    this.joined.set(key, found)
    return found
  }

  /** Takes the sets' values out of a mask, which are `ignore` there; undefined where it has none. */
  takeOut(mask: Uint8Array): Uint8Array | undefined {
    let partly: Uint8Array | undefined
    for (let i = 0; i < mask.length; i++) {
      const set = setValue(mask[i] as number)
      if (set < 0 || set >= this.flags.length) continue
      partly ??= new Uint8Array(mask.length)
      partly[i] = set + 1
      mask[i] = ignore
    }
    return partly
  }

  /** Undefined where there is no room for another. */
  private valueOf(flags: Uint8Array): number | undefined {
    if (flags.every((flag) => flag === 1)) return background
    const key = flags.join('')
    const known = this.numbers.get(key)
    if (known !== undefined) return setValue(known)
    const set = this.flags.length
    if (setValue(set) <= this.classes) return undefined
    this.numbers.set(key, set)
    this.flags.push(flags)
    return setValue(set)
  }
}

/** Puts what `takeOut` took out, of so many sets, back into masks, where nothing else is known of a pixel. */
export function putBack(masks: Uint8Array, partly: Uint8Array, sets: number): void {
  for (let i = 0; i < masks.length; i++) {
    const number = partly[i] as number
    if (number > 0 && number <= sets && masks[i] === ignore) masks[i] = setValue(number - 1)
  }
}

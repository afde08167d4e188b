import type { Shown } from './shown'

const whole = new Intl.NumberFormat('en')
const english = new Intl.PluralRules('en')

/** 1,204: as English and Chinese write it. */
export const grouped = (n: number): string => whole.format(Math.round(n))

/** "1 object", "1,204 objects" */
export function counted(n: number, one: string, other = `${one}s`): string {
  return `${grouped(n)} ${formOf(n, one, other)}`
}

/** The form of an English word that a number asks for. */
export function formOf<T extends Shown>(n: number, one: T, other: T): T {
  return english.select(Math.round(n)) === 'one' ? one : other
}

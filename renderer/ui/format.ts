// Numbers as people read them, in the window's language.

import { t } from '../../src/messages/messages'

const whole = new Intl.NumberFormat('en')

/** 1,204 */
export function count(n: number): string {
  return whole.format(Math.round(n))
}

/** A measure with as many digits as mean something: 1,204, 86.5, 0.0123. */
export function measureText(value: number): string {
  return value >= 100 ? count(value) : String(Number(value.toPrecision(3)))
}

/** 0.9312 → "0.93"; what is not a number is a dash. */
export function ratio(value: number | undefined, digits = 2): string {
  return value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(digits)
}

/** 0.42 → "42 %" */
export function percent(share: number): string {
  return t.numbers.percent(Math.round(share * 100))
}

/** Seconds as "8 s", "3:05" or "1:02:03". */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds))
  if (s < 60) return t.numbers.seconds(s)
  const two = (n: number) => String(n).padStart(2, '0')
  const [hours, minutes] = [Math.floor(s / 3600), Math.floor(s / 60) % 60]
  return hours ? `${hours}:${two(minutes)}:${two(s % 60)}` : `${minutes}:${two(s % 60)}`
}

/** 1,234,567 bytes → "1.2 MB" (decimal, as file managers count). */
export function bytes(n: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB']
  let [value, unit] = [n, 0]
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}

/** Speed with as many digits as mean something. */
export function speed(value: number): string {
  return value >= 100 ? count(value) : value >= 10 ? value.toFixed(1) : value.toFixed(2)
}

/** A moment as "14:05" today, else "3 Mar". */
export function moment(iso: string, now = new Date()): string {
  const at = new Date(iso)
  if (Number.isNaN(at.getTime())) return ''
  const today = at.toDateString() === now.toDateString()
  return today ? at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' }) : t.numbers.day(at)
}

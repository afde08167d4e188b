import { t } from '../../messages/messages'

/** The unit of a density, `per ha`, in the language that is spoken. */
export function densityUnit(unit: string): string {
  if (unit.endsWith('ha')) return t.count.perHectare
  return unit.endsWith('²') ? t.count.perSquareMillimetre : t.count.perMegapixel
}

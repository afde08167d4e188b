import type { ClassRecord } from '../../src/records/records'

/**
 * Colours for classes: seven of Okabe and Ito's set for all kinds of colour vision ("Color Universal Design", 2008)
 * without its black, then lighter and darker neighbours for those who have more classes than that.
 */
export const classColors = [
  '#e69f00',
  '#56b4e9',
  '#cc79a7',
  '#00b38a',
  '#f0e442',
  '#d55e00',
  '#3d8fd1',
  '#b48cf2',
  '#9bd46a',
  '#ff8f8f',
  '#7fe3e0',
  '#c2a878',
] as const

/** The first colour that no class has yet; round again when all are taken. */
export function freeColor(classes: readonly ClassRecord[]): string {
  const used = new Set(classes.map((each) => each.color.toLowerCase()))
  return (
    classColors.find((color) => !used.has(color)) ??
    classColors[classes.length % classColors.length] ??
    '#e69f00'
  )
}

import { levelName } from '../../src/tiles/levels'

/** The levels that these images have, as choices. */
export function levelOptions(images: readonly { readonly levels: number }[]) {
  const deepest = Math.max(1, ...images.map(({ levels }) => levels))
  return Array.from({ length: deepest }, (_, level) => ({ value: level, label: levelName(level) }))
}

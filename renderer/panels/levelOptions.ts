import { levelName, type LevelChoice } from '../../src/dataset/levels'

interface Option {
  readonly value: LevelChoice
  readonly label: string
  readonly about?: string
}

/** What a list of levels offers for these images. */
export function levelOptions(images: readonly { readonly levels: number }[]): Option[] {
  const deepest = Math.max(1, ...images.map(({ levels }) => levels))
  const levels = Array.from({ length: deepest }, (_, level) => ({ value: level, label: levelName(level) }))
  return [
    { value: 'auto', label: 'By the size of the objects', about: 'Each image for itself: about 32 pixels' },
    ...levels,
  ]
}

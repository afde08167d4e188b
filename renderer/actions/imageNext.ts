import type { Action } from './action'
import { noImage } from './needs'

export const imageNext: Action = {
  id: 'image.next',
  group: 'Image',
  label: 'Next image',
  shortcuts: ['D'],
  repeats: true,
  refusal: (s) => noImage(s) ?? (s.images.at(-1)?.id === s.image?.id ? 'This is the last image.' : undefined),
  run: (s) => s.showNeighbour(1),
}

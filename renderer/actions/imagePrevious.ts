import type { Action } from './action'
import { noImage } from './needs'

export const imagePrevious: Action = {
  id: 'image.previous',
  group: 'Image',
  label: 'Previous image',
  shortcuts: ['A'],
  repeats: true,
  refusal: (s) => noImage(s) ?? (s.images[0]?.id === s.image?.id ? 'This is the first image.' : undefined),
  run: (s) => s.showNeighbour(-1),
}

import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const imagePrevious: Action = {
  id: 'image.previous',
  group: 'Image',
  get label() {
    return t.actions.previousImage
  },
  shortcuts: ['A'],
  repeats: true,
  refusal: (s) => noImage(s) ?? (s.listed[0]?.id === s.image?.id ? t.actions.thisIsTheFirstImage : undefined),
  run: (s) => s.showNeighbour(-1),
}

import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const imageNext: Action = {
  id: 'image.next',
  group: 'Image',
  get label() {
    return t.actions.nextImage
  },
  shortcuts: ['D'],
  repeats: true,
  refusal: (s) =>
    noImage(s) ?? (s.listed.at(-1)?.id === s.image?.id ? t.actions.thisIsTheLastImage : undefined),
  run: (s) => s.showNeighbour(1),
}

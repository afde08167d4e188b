import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noProject, noImage } from './needs'

export const imagesImport: Action = {
  id: 'images.import',
  group: 'Image',
  get label() {
    return t.actions.importImages
  },
  shortcuts: ['Ctrl+I'],
  refusal: noProject,
  run: (s) => s.imageCommands.import(),
}

export const imageAgain: Action = {
  id: 'image.again',
  group: 'Image',
  get label() {
    return t.actions.importAgain
  },
  shortcuts: [],
  refusal: noImage,
  run: (s) => s.image && s.imageCommands.importAgain(s.image),
}

export const labelsImport: Action = {
  id: 'labels.import',
  group: 'Image',
  get label() {
    return t.actions.importLabels
  },
  shortcuts: [],
  refusal: noImage,
  run: (s) => s.imageCommands.importLabels(),
}

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

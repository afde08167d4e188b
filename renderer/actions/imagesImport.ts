import type { Action } from './action'
import { noProject } from './needs'

export const imagesImport: Action = {
  id: 'images.import',
  group: 'Image',
  label: 'Import images',
  shortcuts: ['Ctrl+I'],
  refusal: noProject,
  run: (s) => s.importImages(),
}

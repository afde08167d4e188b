import { checkCell } from '../../src/document/commands/checkCell'
import type { Action } from './action'
import { noImage } from './needs'

export const checkWhole: Action = {
  id: 'edit.checkWhole',
  group: 'Edit',
  label: 'Check the whole picture',
  refusal: noImage,
  run: ({ document, notices }) => {
    const { image } = document
    if (!image) return
    const whole = { x: 0, y: 0, w: image.width, h: image.height }
    const edit = checkCell(() => document.newId(), image.id, whole, [...document.checked.values()])
    if (!edit) return notices.say('The whole picture is checked area already.')
    document.apply({ ...edit, label: 'Check the whole picture' })
    notices.say('The whole picture is checked: where nothing is marked, nothing is there.')
  },
}

import { checkCell } from '../../src/document/commands/checkCell'
import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage } from './needs'

export const checkWhole: Action = {
  id: 'edit.checkWhole',
  group: 'Edit',
  get label() {
    return t.actions.checkTheWholePicture
  },
  refusal: noImage,
  run: ({ document, notices }) => {
    const { image } = document
    if (!image) return
    const whole = { x: 0, y: 0, w: image.width, h: image.height }
    const edit = checkCell(() => document.newId(), { image: image.id, rect: whole }, [
      ...document.checked.values(),
    ])
    if (!edit) return notices.say(t.actions.theWholePictureIsChecked)
    document.apply({ ...edit, label: t.actions.checkTheWholePicture })
    notices.say(t.actions.theWholePictureIsChecked2)
  },
}

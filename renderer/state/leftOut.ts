import type { ProjectState } from '../../src/ipc/contract'

/** What is left out after the window crashed with it, and how to see it again. */
export function withoutSentence({ images, leftOut }: ProjectState): string {
  const name = images.find(({ id }) => id === leftOut?.image)?.name
  if (name === undefined)
    return 'Predictions are not shown, since the window crashed with one; choose a run in Predict to see them.'
  return `${name} and predictions are not shown, since the window crashed with them; choose the image in the list to try again.`
}

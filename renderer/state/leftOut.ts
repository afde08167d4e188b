import type { ProjectState } from '../../src/ipc/contract'
import { t } from '../../src/messages/messages'

/** What is left out after the window crashed with it, and how to see it again. */
export function withoutSentence({ images, leftOut }: ProjectState): string {
  const name = images.find(({ id }) => id === leftOut?.image)?.name
  if (name === undefined) return t.state.predictionsAreNotShownSince
  return t.state.nameAndPredictionsAreNot(name)
}

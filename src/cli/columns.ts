import type { Scores } from '../evaluation/evaluation'
import { says } from '../messages/says/says'

/** Columns of a terminal that a text takes: letters of East Asia are two wide. */
function widthOf(text: string): number {
  let width = 0
  for (const letter of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        letter,
      )
        ? 2
        : 1
  return width
}

const spaces = (text: string, width: number) => ' '.repeat(Math.max(0, width - widthOf(text)))

/** So many columns wide, or more where the text is longer. */
export const leftAligned = (text: string, width: number): string => text + spaces(text, width)
export const rightAligned = (text: string, width: number): string => spaces(text, width) + text

/** The beginning of a text that fits into so many columns. */
export function cutToWidth(text: string, width: number): string {
  let kept = ''
  for (const letter of text) {
    if (widthOf(kept + letter) > width) break
    kept += letter
  }
  return kept
}

type Figures = Pick<Scores, 'precision' | 'recall' | 'f1' | 'objects'> & { readonly ap?: number }

/** Precision, recall, F1 and, where it is known, AP; without the objects. */
export function figureWords({ precision, recall, f1, ap }: Figures): string {
  const [p, r, f] = [precision, recall, f1].map((value) => value.toFixed(3))
  return says.commandLine.scores({ precision: p ?? '', recall: r ?? '', f1: f ?? '', ap: ap?.toFixed(3) })
}

/** `precision 0.912  recall 0.861  F1 0.886  AP 0.903  50 objects` */
export const scoreWords = (scores: Figures): string =>
  says.runCommands.ofObjects(figureWords(scores), scores.objects)

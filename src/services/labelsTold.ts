import { AppError } from '../base/errors'
import type { LabelNote } from '../formats/format'
import { noteSentences } from '../formats/foundObjects'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'
import type { PackedLabels } from './jobs'

/** What is to be said of the labels of an import, kept until its end: a sentence for each kind, not one for each file. */
export class Told {
  private readonly notes: LabelNote[] = []
  private readonly empty: string[] = []
  private readonly missing: AppError[] = []
  private count = 0
  private there = 0

  /** Some image got its labels. */
  labelled(): void {
    this.count++
  }

  /** An image came in without labels though there were some. */
  unlabelled(why: AppError): void {
    this.missing.push(why)
  }

  /** So many objects were not added, since their image has them. */
  wereThere(objects: number): void {
    this.there += objects
  }

  add({ notes, objects }: PackedLabels, image: string): void {
    this.notes.push(...notes)
    if (objects.count === 0 && notes.length === 0) this.empty.push(image)
  }

  tell(context: Pick<CallContext, 'warn'>): void {
    for (const sentence of noteSentences(this.notes)) context.warn(sentence)
    const [first] = this.empty
    if (first !== undefined)
      context.warn(
        this.empty.length === 1
          ? says.importing.theLabelsOfFirstHold(first)
          : says.importing.theLabelsOfEmptyImages(this.empty.length, first),
      )
    if (this.there > 0) context.warn(says.importing.objectsWereThere(this.there))
    const [why] = this.missing
    if (why && this.count > 0) context.warn(this.sentence(why))
  }

  /** Where labels were given and no image got any. */
  refusal(): AppError | undefined {
    const [why] = this.missing
    return why && this.count === 0 ? new AppError(why.code, this.sentence(why), { cause: why }) : undefined
  }

  private sentence(why: AppError): string {
    const count = this.missing.length
    return count === 1
      ? says.importing.oneImageCameInWithout(why.message)
      : says.importing.countImagesCameInWithout(count, why.message)
  }
}

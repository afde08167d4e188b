import { basename } from 'node:path'
import { AppError } from '../base/errors'
import type { CallContext } from '../base/wire'
import type { MaskValues } from '../formats/maskValues'
import { says } from '../messages/says/says'
import type { ImageRecord } from '../records/records'
import { importLabelsOf, type LabelImport } from './importLabels.node'
import { addAnnotations, dropKept } from './addAnnotations.node'
import type { ImportOutcome } from './importing.node'
import { type ImportedImage, outcomeOf } from './importOne.node'
import { matchLabels } from './labelFiles.node'
import { Told } from './labelsTold'
import { allowChange, classNames, type Project } from './project.node'

/** What a person is asked where nothing says what the values of a mask are; undefined: the import ends. */
export type AskMaskValues = (mask: string) => Promise<MaskValues | undefined>

/**
 * Imports masks for images that the project has, by their names; the only mask belongs to the only image whatever it is called.
 * Each is one undoable edit. Throws AppError where not one could be imported.
 */
export async function importMasks(
  project: Project,
  masks: readonly string[],
  context: CallContext,
  ask: AskMaskValues,
): Promise<ImportOutcome> {
  allowChange(project)
  const images = await project.store.images()
  const paths = images.map(({ path }) => path)
  const matched = matchLabels(paths, { listed: new Map(), beside: masks, given: undefined })
  const [only] = masks
  const single = images.length === 1 && masks.length === 1
  const session: LabelImport = {
    ...{ project, context, matched },
    growing: (await classNames(project)).length === 0,
    request: { format: 'mask' },
    others: new Map(),
    told: new Told(),
  }
  const done: ImportedImage[] = []
  const wrong = single ? [] : matched.unused.map(ofNobody)
  const reader = new MaskReader(session, ask)
  for (const [i, image] of images.entries()) {
    context.signal.throwIfAborted()
    const mask = single ? only : matched.of(image.path)
    if (mask instanceof AppError) wrong.push(mask)
    if (mask === undefined || mask instanceof AppError) continue
    const started = performance.now()
    try {
      const objects = await reader.add(image, mask)
      done.push(outcomeOf(image, objects, started))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      wrong.push(error)
    }
    context.progress({ done: i + 1, total: images.length, unit: 'images', note: image.name })
  }
  session.told.tell(context)
  const [first, ...others] = wrong
  if (first && done.length === 0) throw first
  for (const { message } of others) context.warn(message)
  return { images: done, refused: first }
}

function ofNobody(mask: string): AppError {
  return new AppError('labels-without-image', says.importing.maskBelongsToNoImage(basename(mask)))
}

/** Asks once, for all masks. */
class MaskReader {
  private maskValues: MaskValues | undefined

  constructor(
    private readonly session: LabelImport,
    private readonly ask: AskMaskValues,
  ) {}

  async add(image: ImageRecord, mask: string): Promise<number> {
    const { session } = this
    const request = { ...session.request, maskValues: this.maskValues }
    try {
      const read = await importLabelsOf({ ...session, request }, mask, {
        ...image,
        several: false,
        others: [],
      })
      return await addAnnotations(session, { image, read, checked: 'none' }, session.context).finally(() =>
        dropKept(read),
      )
    } catch (error) {
      const asks = error instanceof AppError && error.code === 'label-mask-values'
      if (!asks || this.maskValues !== undefined) throw error
      this.maskValues = await this.ask(basename(mask))
      if (this.maskValues === undefined) throw error
      return this.add(image, mask)
    }
  }
}

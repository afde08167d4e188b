import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { ImageProperty } from '../records/image'
import type { ImageId } from '../records/records'
import { allowChange, chosenImages, type Project } from './project.node'

export interface ImageAbout {
  readonly notes: string
  readonly properties: readonly ImageProperty[]
}

/**
 * Records what a person says of an image: notes, and properties by name. Throws AppError('bad-properties') for a name
 * given twice. No step to undo: the row holds what is prepared, moved and shown of an image, too, which undo would take back.
 */
export async function setImageAbout(project: Project, id: ImageId, about: ImageAbout): Promise<void> {
  allowChange(project)
  const notes = about.notes.trim()
  const properties = about.properties
    .map(({ name, value }) => ({ name: name.trim(), value: value.trim() }))
    .filter(({ name }) => name !== '')
  const names = properties.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw new AppError('bad-properties', says.services.propertyTwice(twice))
  for (const { notes: _, properties: __, ...image } of await chosenImages(project, [id]))
    await project.store.setImage({
      ...image,
      ...(notes && { notes }),
      ...(properties.length > 0 && { properties }),
    })
}

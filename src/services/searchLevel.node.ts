import { sidesOf } from '../dataset/toScene'
import { unpackShapes } from '../records/packedObjects'
import type { ImageRecord } from '../records/records'
import { knownLevels, levelForSides, type LevelChoice } from '../tiles/levels'
import type { Project } from './project.node'

/**
 * 'auto': by the objects that are marked in the image, so that what was learned from is searched as it was learned, or by
 * those of others whose scale is known as its own is: on the same map, or by what a pixel measures; undefined where there are none.
 */
export async function searchedLevel(
  project: Project,
  image: ImageRecord,
  choice: LevelChoice,
): Promise<number | undefined> {
  if (choice !== 'auto') return Math.min(choice, image.levels - 1)
  const own = await sidesIn(project, image)
  if (own.length > 0 || !hasScale(image)) return levelForSides(own, image)
  const others = (await project.store.images()).filter((other) => other.id !== image.id && hasScale(other))
  const sides = [own]
  for (const other of others) sides.push(await sidesIn(project, other))
  return knownLevels([image, ...others], sides)[0]
}

const hasScale = ({ geo, pixelSize }: ImageRecord) => geo !== undefined || pixelSize !== undefined

async function sidesIn(project: Project, image: ImageRecord): Promise<Float64Array> {
  const sides: number[] = []
  for await (const block of project.store.blocks(image.id))
    for (const side of sidesOf(unpackShapes(block))) sides.push(side)
  return Float64Array.from(sides)
}

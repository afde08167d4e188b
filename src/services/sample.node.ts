import { existsSync } from 'node:fs'
import { copyFile, mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bounds, type ImageRecord, type ObjectRecord } from '../records/records'
import type { Rect } from '../geometry/rect'
import type { CallContext } from '../base/wire'
import { says } from '../messages/says/says'
import { importImages } from './importing.node'
import type { ReadLabels } from './jobs'
import type { Project } from './project.node'

/** The picture that ships: one photograph whose left half is marked and checked; the right half is there to be searched. */
const picture = 'crossroads.png'
const labels = 'crossroads.txt'

export interface SampleImage {
  readonly image: ImageRecord
  /** The half that a person is supposed to have marked. */
  readonly learned: Rect
  /** Every object of the picture, the unmarked half's too: for saying how good the search was. */
  readonly truth: ReadLabels['objects']
}

/** In a checkout beside the code, in a package among its resources. */
export function sampleFolder(): string {
  const packaged = process.env['WINDHOVER_SAMPLE']
  return packaged ?? fileURLToPath(new URL('../build/sample', import.meta.url))
}

/**
 * Puts the sample into an empty project. The picture is copied beside the project, since the project must not depend
 * on where the app is installed.
 */
export async function addSample(project: Project, context: CallContext): Promise<SampleImage> {
  const target = join(dirname(project.paths.folder), picture)
  await mkdir(dirname(target), { recursive: true })
  if (!existsSync(target)) await copyFile(join(sampleFolder(), picture), target)
  await importImages(project, { files: [target], format: 'auto', checked: 'none' }, context)
  const image = (await project.store.images()).at(-1) as ImageRecord
  const [vehicle] = await project.store.classes()
  const input = {
    files: [join(sampleFolder(), labels)],
    format: 'yolo' as const,
    image: { name: image.name, width: image.width, height: image.height },
    classNames: ['vehicle'],
  }
  const { objects: truth } = await project.data.run('labels.read', input, context)
  const learned: Rect = { x: 0, y: 0, w: Math.floor(image.width / 2), h: image.height }
  const marked = truth.filter(({ shape }) => centreX(shape) < learned.w)
  const first = await project.store.nextId(marked.length + 1)
  const added = marked.map(({ shape }, i): ObjectRecord => {
    return { id: first + i, image: image.id, class: vehicle?.id ?? 0, shape, origin: 'import' }
  })
  const area = { id: first + marked.length, image: image.id, rect: learned }
  await project.store.applyEdit({
    label: says.runs.markTheSample,
    changes: [
      ...added.map((after) => ({ table: 'objects' as const, before: null, after })),
      { table: 'checked', before: null, after: area },
    ],
  })
  return { image, learned, truth }
}

export function centreX(shape: ObjectRecord['shape']): number {
  const box = bounds(shape)
  return box.x + box.w / 2
}

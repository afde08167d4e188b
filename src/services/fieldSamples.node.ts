import * as v from 'valibot'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import type { FieldSample } from '../tiles/fieldSample'
import type { Project } from './project.node'

const number = v.pipe(v.number(), v.integer(), v.minValue(0))
const finite = v.pipe(v.number(), v.finite())
const schema = v.pipe(
  v.object({
    run: v.string(),
    threshold: finite,
    seed: number,
    side: v.pipe(number, v.minValue(1)),
    columns: v.pipe(number, v.minValue(1)),
    rows: v.pipe(number, v.minValue(1)),
    strata: v.pipe(v.string(), v.regex(/^[012-]*$/)),
    drawn: v.array(number),
    before: v.array(v.object({ x: finite, y: finite, w: finite, h: finite })),
  }),
  v.check(({ strata, columns, rows, drawn }) => {
    return strata.length === columns * rows && drawn.every((field) => field < strata.length)
  }, 'its fields do not fit'),
)

const key = (image: number) => `sample.${image}`

/** The fields that were drawn on an image; undefined where none were. Throws AppError('project-damaged'). */
export async function fieldSample(project: Project, image: number): Promise<FieldSample | undefined> {
  const text = await project.store.setting(key(image))
  if (text === null || text === undefined) return undefined
  try {
    return v.parse(schema, JSON.parse(String(text)))
  } catch {
    throw new AppError('project-damaged', says.services.theFieldsThatWereDrawn(image))
  }
}

export function keepFieldSample(project: Project, image: number, sample: FieldSample): Promise<void> {
  return project.store.setSetting(key(image), JSON.stringify(sample)) as Promise<void>
}

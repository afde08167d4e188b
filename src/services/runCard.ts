import * as v from 'valibot'
import { AppError } from '../base/errors'
import { configSchema, runSchema } from '../project/folder/runSchema'
import { says } from '../messages/says/says'
import type { TrainConfig } from '../runs/config'
import { longestName } from '../runs/runName'
import { pixelSize } from '../records/image'
import type { LearnedGround } from '../tiles/learnedGround'
import { networkEntries } from '../training/networkSchema'

// What a run file says of its run: run.json in it (src/docs/run-file.md).

export const runFormat = 'windhover-run'
export const cardVersion = 1
/** Letters of a licence as it is typed, and of a note. */
export const longestLicence = 4096
const longestNote = 65_536

const short = v.pipe(v.string(), v.maxLength(4096))
const normalisation = v.object({ mean: networkEntries.mean, std: networkEntries.std })
const { classNames, threshold, level, tile, ...network } = networkEntries
const { startedAt, engine, epochs, steps, objects, tilesPerSecond, best, pictures, shownAs } =
  runSchema.entries

const cardSchema = v.object({
  format: v.literal(runFormat),
  version: v.literal(cardVersion),
  writtenBy: short,
  project: short,
  run: short,
  licence: v.optional(v.pipe(v.string(), v.maxLength(longestLicence))),
  name: v.optional(v.pipe(v.string(), v.maxLength(longestName))),
  note: v.optional(v.pipe(v.string(), v.maxLength(longestNote))),
  output: v.picklist(['heatmap', 'segment', 'classify', 'anchors']),
  classNames,
  threshold,
  /** What it learned at: the level of the pyramid, the side of a tile there, and what a full-size pixel covered. */
  scale: v.object({ level, tile, pixelSizes: v.pipe(v.array(pixelSize), v.maxLength(1000)) }),
  training: v.object({ startedAt, engine, epochs, steps, objects, tilesPerSecond, best, pictures, shownAs }),
  config: configSchema,
  network: v.looseObject({
    ...network,
    expression: v.optional(v.object({ text: short, raw: normalisation, fitted: normalisation })),
  }),
})

export type RunCard = v.InferOutput<typeof cardSchema>
/** What the project knows of it; the rest comes from the checkpoint. */
export interface RunCardAbout extends Pick<
  RunCard,
  'project' | 'run' | 'licence' | 'name' | 'note' | 'training'
> {
  readonly config: TrainConfig
  readonly scale: Pick<RunCard['scale'], 'pixelSizes'>
}

/** What of a run goes into its file beside what its checkpoint holds. */
export interface RunContents {
  readonly about: RunCardAbout
  readonly learned: LearnedGround
  /** A JPEG of what it finds. */
  readonly picture?: Uint8Array | undefined
}

export interface PackedRun {
  readonly bytes: number
  readonly parameters: number
}

/** Throws AppError('file-damaged'), or 'format-unknown' where a later version wrote it. */
export function readCard(text: string, path: string): RunCard {
  const broken = (what: string) => new AppError('file-damaged', says.runs.pathIsNoRunThat(path, what))
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw broken(says.runs.itsRunJsonIsNo)
  }
  const about = v.safeParse(v.object({ format: v.literal(runFormat), version: v.number() }), json)
  if (!about.success) throw broken(says.runs.itsRunJsonIsNot)
  if (about.output.version !== cardVersion)
    throw new AppError('format-unknown', says.runs.pathIsARunOf(path, about.output.version, cardVersion))
  const parsed = v.safeParse(cardSchema, json)
  if (parsed.success) return parsed.output
  const [issue] = parsed.issues
  throw broken(`${v.getDotPath(issue) ?? 'run.json'}: ${issue.message.slice(0, 120)}`)
}

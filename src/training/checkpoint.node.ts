import { lstatSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { AppError } from '../base/errors'
import type { FittedExpression } from '../augment/preprocessing'
import type { LevelChoice } from '../tiles/levels'
import { refuseLinks } from '../files/below.node'
import { isPlainName } from '../files/plainName'
import { isThere, readJson, readRegular } from '../files/readFile.node'
import { removeAbandoned, replaceFile } from '../files/replaceFile.node'
import { says } from '../messages/says/says'
import type { ModelOptions } from '../models/model'
import type { InputRecord } from './input'
import type { LoopState } from './loopState'
import { finite, share, text } from '../records/values'
import { naturalNumber, networkEntries, several } from './networkSchema'
import type { WeightSpec } from './weights'

/** Everything about a checkpoint that is not a weight. */
export interface CheckpointState extends Readonly<LoopState> {
  readonly model: string
  /** What the network was built from; older checkpoints lack it. */
  readonly options?: ModelOptions | undefined
  readonly classNames: readonly string[]
  readonly tile: number
  /** How the network's inputs come from pictures; older checkpoints lack it. */
  readonly input?: InputRecord | undefined
  /** The level of the tiles that it learned from; older checkpoints lack it. */
  readonly level?: LevelChoice | undefined
  readonly mean: readonly number[]
  readonly std: readonly number[]
  /** Id of the preprocessing whose hook comes before mean and std; older checkpoints lack it. */
  readonly preprocessing?: string | undefined
  /** What comes before that hook. */
  readonly expression?: FittedExpression | undefined
  readonly spec: readonly WeightSpec[]
  readonly adamSteps: number
}
export type CheckpointArrays = Readonly<Record<string, Float32Array>>

const stateFile = 'checkpoint.json'
/** Bytes of the weights of a network with half a billion of them, twice over and with both moments. */
const largestWeights = 8e9

const stored = v.looseObject({
  ...networkEntries,
  file: v.pipe(v.string(), v.check(isPlainName, 'no name of a file')),
  arrays: v.pipe(v.array(v.object({ name: text, length: naturalNumber })), v.maxLength(16)),
  spec: v.pipe(
    v.array(v.object({ name: text, shape: v.pipe(v.array(naturalNumber), v.maxLength(8)) })),
    v.maxLength(10_000),
  ),
  adamSteps: naturalNumber,
  epoch: naturalNumber,
  position: naturalNumber,
  steps: naturalNumber,
  seconds: v.pipe(finite, v.minValue(0)),
  tiles: naturalNumber,
  batch: several(65_536),
  rateFactor: v.optional(finite),
  best: v.optional(v.looseObject({ epoch: naturalNumber, metric: finite, threshold: share })),
  callbacks: v.optional(v.record(text, v.unknown())),
})

/**
 * Writes a checkpoint into `folder`: first all arrays, one behind the other, into a new file, then the state that names
 * that file. The state is renamed over the old one, so a kill at any moment leaves the old checkpoint or the new one, and so
 * does a full disk. Throws AppError with a sentence then.
 */
export function saveCheckpoint(folder: string, state: CheckpointState, arrays: CheckpointArrays): void {
  refuseLinks(dirname(dirname(folder)), folder)
  const file = `weights-${state.steps}-${Date.now().toString(36)}.bin`
  const lengths = Object.entries(arrays).map(([name, { length }]) => ({ name, length }))
  const bytes = Buffer.concat(
    Object.values(arrays).map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength)),
  )
  for (const name of isThere(folder) ? readdirSync(folder) : []) removeAbandoned(folder, name)
  replaceFile(join(folder, file), bytes)
  try {
    replaceFile(join(folder, stateFile), JSON.stringify({ ...state, file, arrays: lengths }, null, 1))
  } catch (error) {
    // The weights alone would only keep the disk full.
    rmSync(join(folder, file), { force: true })
    throw error
  }
  for (const name of readdirSync(folder))
    if (name !== file && /^weights-\d+-[0-9a-z]+\.bin$/.test(name))
      rmSync(join(folder, name), { force: true })
}

/**
 * The checkpoint in `folder`, or undefined where there is none. Fails with `broken-checkpoint` and what is wrong with which
 * file.
 */
export function loadCheckpoint(
  folder: string,
): { state: CheckpointState; arrays: CheckpointArrays } | undefined {
  const path = join(folder, stateFile)
  if (!isThere(path)) return undefined
  try {
    refuseLinks(dirname(dirname(folder)), folder)
    const { file, arrays: lengths, ...state } = readJson(path, stored)
    const weights = join(folder, file)
    const bytes = readRegular(weights, largestWeights)
    const total = lengths.reduce((sum, { length }) => sum + length, 0)
    if (bytes.length !== total * 4)
      throw broken(weights, says.training.bytesValuesInsteadOfTotal(bytes.length / 4, total))
    const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
    if (!floats.every(Number.isFinite)) throw broken(weights, says.training.aWeightIsNoNumber)
    const arrays: Record<string, Float32Array> = {}
    let at = 0
    for (const { name, length } of lengths) arrays[name] = floats.slice(at, (at += length))
    checkSizes(path, state.spec, arrays)
    return { state: state as unknown as CheckpointState, arrays }
  } catch (error) {
    if (error instanceof AppError && error.code === 'broken-checkpoint') throw error
    throw broken(path, error instanceof Error ? error.message : String(error), error)
  }
}

/** Changes when a checkpoint does; undefined where there is none. */
export function checkpointStamp(folder: string): string | undefined {
  if (!isThere(join(folder, stateFile))) return undefined
  try {
    const files = readdirSync(folder).sort()
    return JSON.stringify(
      files.map((name) => {
        const { size, mtimeMs, ino } = lstatSync(join(folder, name))
        return [folder, name, size, mtimeMs, ino]
      }),
    )
  } catch {
    return undefined
  }
}

/** The weights and their average are as many as the layers take; Adam's moments are of the trained ones only. */
function checkSizes(path: string, spec: readonly WeightSpec[], arrays: CheckpointArrays): void {
  const wanted = spec.reduce((sum, { shape }) => sum + shape.reduce((n, each) => n * each, 1), 0)
  for (const name of ['values', 'average']) {
    const length = arrays[name]?.length ?? wanted
    if (length !== wanted) throw broken(path, says.training.nameAreCountAndThe(name, length, wanted))
  }
}

function broken(path: string, what: string, cause?: unknown): AppError {
  return new AppError('broken-checkpoint', says.training.theCheckpointPathCannotBe(path, what), {
    cause,
  })
}

import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '../base/errors'
import type { FittedExpression } from '../augment/preprocessing'
import type { LevelChoice } from '../dataset/levels'
import type { ModelOptions } from '../models/model'
import type { LoopState } from './loopState'
import type { WeightSpec } from './weights'
import { writeDurably } from './writeDurably.node'

/** Everything about a checkpoint that is not a weight. */
export interface CheckpointState extends Readonly<LoopState> {
  readonly model: string
  /** What the network was built from; older checkpoints lack it. */
  readonly options?: ModelOptions | undefined
  readonly classNames: readonly string[]
  readonly tile: number
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

/**
 * Writes a checkpoint into `folder`: first all arrays, one behind the other, into a new file, then the state that names
 * that file. The state is renamed over the old one, so a kill at any moment leaves the old checkpoint or the new one.
 */
export function saveCheckpoint(folder: string, state: CheckpointState, arrays: CheckpointArrays): void {
  mkdirSync(folder, { recursive: true })
  const file = `weights-${state.steps}-${Date.now().toString(36)}.bin`
  const lengths = Object.entries(arrays).map(([name, { length }]) => ({ name, length }))
  const bytes = Buffer.concat(
    Object.values(arrays).map((a) => Buffer.from(a.buffer, a.byteOffset, a.byteLength)),
  )
  writeDurably(join(folder, file), bytes)
  writeDurably(join(folder, stateFile), JSON.stringify({ ...state, file, arrays: lengths }, null, 1))
  for (const name of readdirSync(folder))
    if (name !== file && name !== stateFile) rmSync(join(folder, name), { force: true })
}

/** The checkpoint in `folder`, or undefined where there is none. Fails with `broken-checkpoint`. */
export function loadCheckpoint(
  folder: string,
): { state: CheckpointState; arrays: CheckpointArrays } | undefined {
  const path = join(folder, stateFile)
  if (!existsSync(path)) return undefined
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as CheckpointState & {
      file: string
      arrays: { name: string; length: number }[]
    }
    const { file, arrays: lengths, ...state } = stored
    const bytes = readFileSync(join(folder, file))
    const floats = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
    const arrays: Record<string, Float32Array> = {}
    let at = 0
    for (const { name, length } of lengths) arrays[name] = floats.slice(at, (at += length))
    if (at !== floats.length) throw new Error(`${floats.length} values instead of ${at}`)
    return { state, arrays }
  } catch (error) {
    throw new AppError('broken-checkpoint', `The checkpoint in ${folder} cannot be read; train again.`, {
      cause: error,
    })
  }
}

import { basename, join } from 'node:path'
import * as v from 'valibot'
import { hookOf } from '../augment/preprocessing'
import { AppError } from '../base/errors'
import type { JobContext } from '../base/job'
import { appVersion } from '../base/version'
import { selectEngine } from '../engine/engines.node'
import { readRegular } from '../files/readFile.node'
import { replaceFile } from '../files/replaceFile.node'
import { packZip, unpackZip, type ZippedFile } from '../files/zip.node'
import { says } from '../messages/says/says'
import { findModel } from '../models/models'
import { defaultTraining, learnedFile } from '../runs/config'
import type { LearnedGround } from '../tiles/learnedGround'
import { saveCheckpoint, type CheckpointState } from '../training/checkpoint.node'
import { buildTrained, readTrained } from '../training/loadNetwork.node'
import { freshState } from '../training/loopState'
import { namedWeights } from '../training/namedWeights'
import { decodeSafetensors, encodeSafetensors } from '../training/safetensors'
import type { WeightSpec } from '../training/weights'
import { largestLearned, learnedSchema } from './learned.node'
import { cardVersion, readCard, runFormat, type PackedRun, type RunCard, type RunContents } from './runCard'

// A run as one file: src/docs/run-file.md.

const [cardFile, weightsFile, pictureFile] = ['run.json', 'weights.safetensors', 'found.jpg']
/** Bytes: a ZIP holds 4 GB; a card of 65,535 classes takes some MB. */
const [largestFile, largestCard] = [0xffffffff, 16 * 1024 * 1024]
const limits = { [cardFile]: largestCard, [weightsFile]: largestFile, [learnedFile]: largestLearned }

/** Writes the best weights of the run in `runDir` with all that its user must know. Fails with `no-weights`. */
export function writeRunFile(
  runDir: string,
  out: string,
  { about, learned, picture }: RunContents,
): PackedRun {
  const { state, definition, options, flat } = readTrained(runDir)
  const { classNames, threshold, level, tile, input, mean, std, preprocessing, expression } = state
  const { scale, ...known } = about
  const card = {
    format: runFormat,
    version: cardVersion,
    writtenBy: `Windhover ${appVersion}`,
    ...known,
    output: definition.task,
    classNames,
    threshold,
    scale: { level, tile, ...scale },
    network: { model: definition.id, options, input, mean, std, preprocessing, expression },
  }
  const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 1)}\n`)
  const files: ZippedFile[] = [
    { name: cardFile, bytes: json(card) },
    { name: weightsFile, bytes: encodeSafetensors(state.spec, flat) },
    { name: learnedFile, bytes: json(learned) },
    ...(picture ? [{ name: pictureFile, bytes: picture }] : []),
  ]
  const bytes = packZip(files)
  replaceFile(out, bytes)
  return { bytes: bytes.length, parameters: flat.length }
}

/**
 * Reads a run file, which may come from anybody, and writes its weights as a checkpoint into `runDir` once all of it is
 * known to be sound: the network is built and takes the weights. Throws AppError; what was written then is the caller's to
 * remove.
 */
export async function unpackRunFile(file: string, runDir: string, context: JobContext): Promise<RunCard> {
  const step = (done: number) => context.progress({ done, total: 3, unit: 'steps', note: basename(file) })
  step(0)
  const bytes = readRegular(file, largestFile, { follow: true })
  const parts = unpackZip(bytes, file, limits)
  const part = (name: string) => {
    const found = parts.get(name)
    if (found) return found
    throw broken(file, says.runs.itHoldsNoName(name))
  }
  const card = readCard(part(cardFile).toString('utf8'), file)
  const learned = learnedOf(part(learnedFile), file)
  const { spec, values } = weightsOf(part(weightsFile), file)
  step(1)
  context.signal.throwIfAborted()
  const state = stateOf(card, spec)
  await checkFits(file, state, values)
  step(2)
  context.signal.throwIfAborted()
  saveCheckpoint(join(runDir, 'checkpoints', 'best'), state, { average: values })
  replaceFile(join(runDir, learnedFile), JSON.stringify(learned))
  return card
}

function stateOf({ network, classNames, threshold, scale, config }: RunCard, spec: readonly WeightSpec[]) {
  const { level, tile } = scale
  const fresh = freshState({ ...defaultTraining, dataset: config.dataset })
  return { ...fresh, ...network, classNames, threshold, level, tile, spec, adamSteps: 0 } as CheckpointState
}

/** Throws AppError where the program cannot compute with it. */
async function checkFits(file: string, state: CheckpointState, average: Float32Array): Promise<void> {
  const { options = { classes: state.classNames.length, seed: 0 }, spec } = state
  if (options.classes !== state.classNames.length)
    throw broken(file, says.runs.itsNetworkTellsClassesClasses(options.classes, state.classNames.length))
  try {
    if (state.preprocessing) hookOf(state.preprocessing, state.expression)
    const definition = findModel(state.model)
    const weights = namedWeights(spec, average)
    await selectEngine('auto')
    buildTrained({ state, definition, options, weights, flat: average }).dispose()
  } catch (error) {
    if (!(error instanceof AppError)) throw broken(file, says.runs.itsNetworkCannotBeBuilt, error)
    if (error.code === 'broken-checkpoint') throw broken(file, says.runs.itsWeightsAreNotThose, error)
    throw error
  }
}

function weightsOf(bytes: Buffer, file: string) {
  try {
    return decodeSafetensors(bytes)
  } catch (error) {
    throw broken(file, `${weightsFile}: ${error instanceof Error ? error.message : String(error)}`, error)
  }
}

function learnedOf(bytes: Buffer, file: string): LearnedGround {
  try {
    return v.parse(learnedSchema, JSON.parse(bytes.toString('utf8')))
  } catch (error) {
    throw broken(file, says.runs.learnedFileIsDamaged(learnedFile), error)
  }
}

function broken(file: string, what: string, cause?: unknown): AppError {
  const sentence = says.runs.pathIsNoRunThat(file, what)
  return new AppError('file-damaged', sentence, { cause })
}

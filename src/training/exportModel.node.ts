import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import { findPreprocessing, type FittedExpression } from '../augment/preprocessing'
import { replaceFile } from '../files/replaceFile.node'
import { writeH5File } from '../hdf5/h5File.node'
import type { H5File } from '../hdf5/h5Module.node'
import { selectEngine } from '../engine/engines.node'
import { says } from '../messages/says/says'
import type { ExportedModel, ModelFormat } from './modelFormats'
import { buildTrained, readTrained } from './loadNetwork.node'

/** What whoever uses the network must know besides: stored as `userDefinedMetadata` or the attribute `windhover`. */
interface About {
  readonly model: string
  readonly run: string
  readonly classNames: readonly string[]
  /** The input is (value − mean) / std of pixels 0..255, RGB. */
  readonly mean: readonly number[]
  readonly std: readonly number[]
  /** What comes before: `opticalDensity`, and an expression of the user's over channels of 0..255 with what it names. */
  readonly preprocessing?: string | undefined
  readonly expression?: FittedExpression | undefined
  readonly tile: number
  readonly threshold: number
  readonly anchors?: readonly (readonly [number, number])[] | undefined
}

/**
 * Writes a run's network for other programs, of layers that they know by themselves: `tfjs` a folder with model.json and
 * weights.bin (LayersModel), `keras` one .h5 that Keras 2 loads whole or as weights by name. An older file stays until
 * the new one is whole.
 */
export async function exportModel(
  run: string,
  runDir: string,
  format: ModelFormat,
  out: string,
): Promise<ExportedModel> {
  const trained = readTrained(runDir)
  await selectEngine('auto')
  const model = buildTrained(trained, { standard: true })
  const { classNames, mean, std, tile, threshold, preprocessing, expression } = trained.state
  const { anchors } = trained.options
  const input = { mean, std, preprocessing, expression }
  const about = { model: trained.definition.id, run, classNames, ...input, tile, threshold, anchors }
  const hook = preprocessing && findPreprocessing(preprocessing).hook ? preprocessing : undefined
  const first = [expression?.text, hook].filter((part) => part !== undefined).join(', then ')
  try {
    const parameters = model.countParams()
    const file = format === 'tfjs' ? await writeTfjs(model, about, out) : await writeKeras(model, about, out)
    const files = format === 'tfjs' ? [file, join(out, weightsFile)] : [file]
    const sizes = await Promise.all(files.map(async (each) => (await stat(each)).size))
    const bytes = sizes.reduce((sum, size) => sum + size, 0)
    return { file, bytes, parameters, ...(first && { note: noteOf(first) }) }
  } finally {
    model.dispose()
  }
}

/** The layers of these formats know no such step. */
const noteOf = (first: string) => says.training.theFileCannotComputeWhat(first)

const weightsFile = 'weights.bin'

async function writeTfjs(model: LayersModel, about: About, folder: string): Promise<string> {
  const file = join(folder, 'model.json')
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    const { weightSpecs, weightData, format, generatedBy } = artifacts
    replaceFile(join(folder, weightsFile), Buffer.from(tf.io.CompositeArrayBuffer.join(weightData)))
    const weightsManifest = [{ paths: [weightsFile], weights: weightSpecs }]
    const modelTopology = topologyOf(model)
    const whole = { format, generatedBy, modelTopology, weightsManifest, userDefinedMetadata: about }
    replaceFile(file, JSON.stringify(whole))
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) }
  })
  await model.save(handler)
  return file
}

async function writeKeras(model: LayersModel, about: About, file: string): Promise<string> {
  const { config } = topologyOf(model)
  const write = async (h5: H5File) => {
    h5.create_attribute('keras_version', '2.15.0')
    h5.create_attribute('backend', 'tensorflow')
    h5.create_attribute('model_config', JSON.stringify({ class_name: 'Functional', config }))
    h5.create_attribute('windhover', JSON.stringify(about))
    writeLayers(h5, model)
  }
  const layers = model.layers.filter(({ weights }) => weights.length > 0)
  const check = (h5: H5File) => {
    for (const { name } of layers)
      if (!h5.get(`model_weights/${name}/${name}`)) throw new Error(`${file} lacks the layer ${name}`)
  }
  await writeH5File(file, write, check)
  return file
}

interface Topology {
  readonly class_name: string
  readonly config: {
    readonly layers: readonly { class_name: string; config: { target_shape?: unknown[] } }[]
  }
}

/** The layers as both programs know them: an open side of a Reshape is null to the one and −1 to both. */
function topologyOf(model: LayersModel): Topology {
  const topology = model.toJSON(undefined, false) as unknown as Topology
  for (const { config } of topology.config.layers)
    if (config.target_shape) config.target_shape = config.target_shape.map((side) => side ?? -1)
  return topology
}

/** As Keras 2 does: /model_weights/LAYER/LAYER/kernel:0, with the order in the attributes. */
function writeLayers(h5: H5File, model: LayersModel): void {
  const root = h5.create_group('model_weights')
  root.create_attribute(
    'layer_names',
    model.layers.map(({ name }) => name),
  )
  root.create_attribute('keras_version', '2.15.0')
  root.create_attribute('backend', 'tensorflow')
  for (const layer of model.layers) {
    const group = h5.create_group(`model_weights/${layer.name}`)
    if (layer.weights.length === 0) continue
    const names = layer.weights.map(({ originalName }) => `${originalName}:0`)
    group.create_attribute('weight_names', names)
    h5.create_group(`model_weights/${layer.name}/${layer.name}`)
    layer.weights.forEach((weight, i) => {
      const name = `model_weights/${layer.name}/${names[i]}`
      const data = weight.read().dataSync() as Float32Array
      h5.create_dataset({ name, data, shape: weight.shape as number[] })
    })
  }
}

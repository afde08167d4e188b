import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { layers, model as layersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../src/engine/engines.node'
import { inceptionFeatures } from '../../../src/models/inception'
import { findModel } from '../../../src/models/models'
import { readKerasWeights } from '../../../src/models/weights/kerasH5.node'
import { assignLayers } from '../../../src/models/weights/layerWeights'
import { floatsOf, furthest, keras } from '../shared/keras.fixture'

const folder = mkdtempSync(join(tmpdir(), 'windhover-keras-'))
const floats = (name: string) => floatsOf(join(folder, name))

beforeAll(async () => {
  await selectEngine('auto')
  keras('write', folder)
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('InceptionV3', () => {
  it('has as many weights as published', () => {
    const model = inceptionFeatures({ classes: 1, seed: 1 })
    expect(model.countParams()).toBe(21_802_784)
    expect(model.layers.find((layer) => layer.name === 'mixed10')?.outputShape).toEqual([null, 8, 8, 2048])
    const top = layers.dense({ units: 1000, name: 'predictions' })
    const whole = layersModel({
      inputs: model.inputs,
      outputs: top.apply(model.outputs[0]!) as SymbolicTensor,
    })
    expect(whole.countParams()).toBe(23_851_784)
    whole.dispose()
  })

  it.each(['inception.h5', 'inception.full.h5'])(
    'practice 15: computes from %s what Keras computes',
    async (file) => {
      const model = inceptionFeatures({ classes: 1, seed: 1, tile: 107 })
      expect(assignLayers(model, await readKerasWeights(join(folder, file)), file)).toBe(188)
      const wanted = floats('inception.out')
      const found = tf.tidy(() => {
        const image = tf.tensor4d(floats('inception.in'), [2, 107, 107, 3])
        return (model.predict(image) as tf.Tensor).dataSync() as Float32Array
      })
      expect(wanted.some((v) => v > 0.1)).toBe(true)
      expect(furthest(found, wanted)).toBeLessThan(1e-4)
      model.dispose()
    },
  )

  it('says which layer has which shape in weights of another network, and knows what is cut off', async () => {
    const { isNew, build } = findModel('inception')
    const model = build({ classes: 2, seed: 1, tile: 75, width: 1 / 2 })
    const load = async (file: string) => assignLayers(model, await readKerasWeights(file), file, isNew)
    const [whole, other] = [join(folder, 'inception.h5'), join(folder, 'other.h5')]
    await expect(load(whole)).rejects.toThrow(
      /"conv2d" .*kernel of 3 × 3 × 3 × 16, in the file 3 × 3 × 3 × 32/,
    )
    await expect(load(other)).rejects.toMatchObject({ code: 'weights-mismatch' })
    const cut = join(folder, 'cut.h5')
    const bytes = readFileSync(whole)
    writeFileSync(cut, bytes.subarray(0, bytes.length / 2))
    await expect(load(cut)).rejects.toMatchObject({ code: 'weights-damaged' })
    writeFileSync(cut, 'no weights')
    await expect(load(cut)).rejects.toMatchObject({ code: 'weights-foreign' })
    await expect(load(join(folder, 'none.h5'))).rejects.toMatchObject({ code: 'weights-missing' })
    model.dispose()
  })
})

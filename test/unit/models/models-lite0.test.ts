import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { input, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { selectEngine } from '../../../src/engine/engines.node'
import { Encoder } from '../../../src/models/pretrained/encoder'
import { readLite0 } from '../../../src/models/pretrained/lite0.node'
import { assignNamed } from '../../../src/training/namedWeights'
import { floatsOf } from '../shared/keras.fixture'

const root = join(import.meta.dirname, '../../..')
const folder = mkdtempSync(join(tmpdir(), 'windhover-lite0-'))
let packages = ''

function run(script: string, ...args: string[]): string {
  const setUp = execFileSync(process.execPath, [join(root, script)], { encoding: 'utf8' })
  const env = JSON.parse(setUp.trim().split('\n').at(-1) as string) as Record<string, string>
  if (args.length > 0)
    execFileSync(env['WINDHOVER_PYTHON'] as string, args, { env: { ...process.env, ...env } })
  return env['PYTHONPATH'] as string
}
const make = (...args: string[]) =>
  run('build/setup/testLite0.mjs', join(root, 'build/pretrained/lite0.py'), packages, ...args)

beforeAll(async () => {
  packages = run('build/setup/testLite0.mjs')
  make(join(folder, 'rest.f32'), 'whole')
  await selectEngine('auto')
}, 300_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** An image u8 [224, 224, 3] as the network was trained on, cut from the middle of a picture. */
async function show(name: string): Promise<tf.Tensor4D> {
  const file = join(packages, 'skimage/data', name)
  const whole = await sharp(file).resize(256, 256, { fit: 'cover' }).removeAlpha().toBuffer()
  const pixels = await sharp(whole).extract({ left: 16, top: 16, width: 224, height: 224 }).raw().toBuffer()
  return tf.tidy<tf.Tensor4D>(() =>
    tf.div(tf.sub(tf.tensor4d(new Uint8Array(pixels), [1, 224, 224, 3]), 127), 128),
  )
}

/** The rest of the network, written once more: blocks 11 to 15, the last convolution and the classifier. */
function classify(map: tf.Tensor4D, weights: Float32Array): number {
  let at = 0
  const next = (...shape: number[]) => {
    const size = shape.reduce((product, side) => product * side, 1)
    return tf.tensor(weights.subarray(at, (at += size)), shape)
  }
  const one = (x: tf.Tensor4D, output: number) =>
    tf.add(
      tf.conv2d(x, next(1, 1, x.shape[3], output) as tf.Tensor4D, 1, 'same'),
      next(output),
    ) as tf.Tensor4D
  let x = map
  for (const [filters, side, stride] of [
    ...Array.from({ length: 4 }, (_, i) => [192, 5, i ? 1 : 2]),
    [320, 3, 1],
  ] as [number, number, number][]) {
    const wide = tf.relu6(one(x, x.shape[3] * 6))
    const kernel = next(side, side, wide.shape[3], 1) as tf.Tensor4D
    const deep = tf.relu6(tf.add(tf.depthwiseConv2d(wide, kernel, stride, 'same'), next(wide.shape[3])))
    const narrow = one(deep as tf.Tensor4D, filters)
    x = filters === x.shape[3] && stride === 1 ? tf.add(x, narrow) : narrow
  }
  const features = tf.mean(tf.relu6(one(x, 1280)), [1, 2])
  const logits = tf.add(tf.matMul(features as tf.Tensor2D, next(1280, 1000) as tf.Tensor2D), next(1000))
  expect(at).toBe(weights.length)
  return tf.argMax(logits, 1).dataSync()[0] as number
}

describe('the pretrained encoder', () => {
  it('is what the script makes of the package, byte for byte', () => {
    make(join(folder, 'again.f16'))
    const shipped = readFileSync(join(root, 'src/models/pretrained/lite0.f16'))
    expect(readFileSync(join(folder, 'again.f16')).equals(shipped)).toBe(true)
  })

  it.each([
    ['coffee.png', [967]], // espresso
    ['chelsea.png', [281, 282, 285]], // tabby, tiger cat, Egyptian cat
    ['motorcycle_left.png', [665, 670]], // moped, motor scooter
  ])('sees in %s what is there', async (name, wanted) => {
    const rest = floatsOf(join(folder, 'rest.f32'))
    const image = await show(name)
    const encoder = encoderOf()
    const found = tf.tidy(() =>
      classify(tf.slice(encoder.predict(image) as tf.Tensor4D, [0, 0, 0, 40]), rest),
    )
    expect(wanted).toContain(found)
    encoder.dispose()
    image.dispose()
  })

  it('gives 152 channels at the stride that it is asked for, and never learns', () => {
    const encoder = encoderOf([3, 2], 4)
    const shape = tf.tidy(() => (encoder.predict(tf.zeros([1, 64, 96, 3])) as tf.Tensor).shape)
    expect(shape).toEqual([1, 16, 24, 152])
    expect(encoder.trainableWeights).toHaveLength(0)
    encoder.dispose()
  })

  it('leaves no tensor behind', () => {
    const encoder = encoderOf([3, 2], 4)
    const image = tf.zeros([1, 64, 64, 3])
    const before = tf.memory().numTensors
    tf.tidy(() => void encoder.apply(image))
    expect(tf.memory().numTensors).toBe(before)
    image.dispose()
    encoder.dispose()
  })
})

/** At the image's own size and stride 16 the last 112 channels are the map at that stride itself. */
function encoderOf(enlarged: readonly [number, number] = [1, 1], stride = 16): LayersModel {
  const image = input({ shape: [null, null, 3] })
  const outputs = new Encoder({ name: 'encoder', enlarged, stride }).apply(image) as SymbolicTensor
  const encoder = model({ inputs: image, outputs })
  expect(assignNamed(encoder, readLite0('encoder'))).toEqual([])
  return encoder
}

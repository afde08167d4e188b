import { readFileSync, writeFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { EvaluationCrop } from '../../../src/augment/crops'
import type { ResizeRule } from '../../../src/tiles/tiles'
import { selectEngine } from '../../../src/engine/engines.node'
import { describePicture } from '../../../src/image/reading/describe.node'
import { classifyImage } from '../../../src/prediction/classifyImage.node'
import { exportModel } from '../../../src/training/exportModel.node'
import { loadClassifier } from '../../../src/training/loadClassifier.node'
import { predictTiles } from '../../../src/training/predictTiles.node'
import { classifierRun } from '../shared/classifier.fixture'
import { context } from '../shared/image.fixture'
import { withKeras } from '../shared/keras.fixture'
import { scratch } from '../shared/project.fixture'

// The same pictures and the same weights: from the file on the disk to the probabilities, Keras and we say the same. Keras builds
// AlexNet by itself; InceptionV3 is our small one, which it loads from our export.

const path = scratch()
const classNames = ['a', 'b', 'c', 'd']
const pictures = Array.from({ length: 10 }, (_, i) => path(`p${i}.${i % 5 === 3 || i % 2 ? 'png' : 'jpg'}`))

interface Case {
  readonly name: string
  readonly model: 'alexnet' | 'inception'
  readonly side: number
  readonly tile: number
  readonly resize: ResizeRule
  readonly crop: EvaluationCrop
}
const cases: readonly Case[] = [
  { name: 'middle', model: 'alexnet', side: 63, tile: 72, resize: 'stretch', crop: 'centre' },
  { name: 'ten', model: 'alexnet', side: 63, tile: 72, resize: 'stretch', crop: 'ten-crop' },
  { name: 'square', model: 'alexnet', side: 63, tile: 63, resize: 'crop', crop: 'centre' },
  { name: 'bordered', model: 'alexnet', side: 63, tile: 63, resize: 'pad', crop: 'centre' },
  { name: 'inception', model: 'inception', side: 75, tile: 83, resize: 'stretch', crop: 'ten-crop' },
]
/** Mean subtraction (no deviation) for AlexNet, −1 to 1 for InceptionV3. */
const normalisation = {
  alexnet: { mean: [123.7, 116.8, 103.9], std: [1, 1, 1] },
  inception: { mean: [127.5, 127.5, 127.5], std: [127.5, 127.5, 127.5] },
}
const width = { alexnet: 1 / 4, inception: 1 / 8 }
let answers: Readonly<Record<string, { readonly answers: readonly (readonly number[])[] }>>

beforeAll(async () => {
  await selectEngine('auto')
  const about = { side: 75, tile: 83, classNames, ...normalisation.inception, width: width.inception }
  const inception = await classifierRun(path('inception'), { model: 'inception', ...about })
  await exportModel('inception', inception, 'keras', path('inception.h5'))
  const job = cases.map(({ model, ...each }) => ({
    ...each,
    ...normalisation[model],
    net: model === 'alexnet' ? model : path('inception.h5'),
    width: width[model],
    classes: classNames.length,
  }))
  writeFileSync(path('cases.json'), JSON.stringify({ pictures, draw: true, cases: job }))
  withKeras('kerasPictures.py', path(''))
  answers = JSON.parse(readFileSync(path('answers.json'), 'utf8')) as typeof answers
}, 300_000)

describe.each(cases)('$model of $side pixels, $resize to $tile, $crop', (each) => {
  const { name, model, side, tile, resize, crop } = each
  let runDir: string
  let wanted: readonly (readonly number[])[]
  beforeAll(async () => {
    wanted = answers[name]?.answers ?? []
    const about = {
      model,
      side,
      tile,
      resize,
      crop,
      classNames,
      width: width[model],
      ...normalisation[model],
    }
    const weights = model === 'alexnet' ? { weights: path('middle.h5') } : {}
    runDir = await classifierRun(path(name), { ...about, ...weights })
  })

  it('gives every picture of a list the probabilities that Keras gives it', async () => {
    writeFileSync(path('names.txt'), `${pictures.join('\n')}\n`)
    const out = path(`${name}.csv`)
    await predictTiles({ runDir, engine: 'auto', from: path('names.txt'), out }, context())
    const rows = readFileSync(out, 'utf8').trim().split('\n').slice(1)
    expect(rows).toHaveLength(pictures.length)
    const found = rows.map((row) => row.split(',').slice(-classNames.length).map(Number))
    // The answers differ from picture to picture by much more than this.
    const first = wanted.map(([p = 0]) => p)
    const least = Math.min(1e-4, (Math.max(...first) - Math.min(...first)) / 10)
    expect(least).toBeGreaterThan(model === 'alexnet' ? 9e-5 : 3e-5)
    for (const [i, row] of found.entries())
      row.forEach((p, c) => expect(Math.abs(p - (wanted[i]?.[c] ?? NaN)), `picture ${i}`).toBeLessThan(least))
  })

  it("gives a project's picture the same", async () => {
    const classifier = await loadClassifier(runDir, 'auto')
    for (const i of [0, 3]) {
      const file = pictures[i] as string
      const { width, height } = await describePicture(file)
      const image = { id: 1, path: file, pyramid: path('none'), width, height, levels: 1, tileSize: 256 }
      const levelOf = () => Promise.reject(new Error('a whole picture has no level'))
      const { classes } = await classifyImage(
        { image, classifier, levelOf, out: path('found.h5') },
        context(),
      )
      classes?.forEach(({ probability }, c) =>
        expect(Math.abs(probability - (wanted[i]?.[c] ?? NaN))).toBeLessThan(1e-4),
      )
    }
    classifier.close()
  })
})

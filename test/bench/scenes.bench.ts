// Part of scenes.bench.mjs: what its twin in PyTorch eats, as plain arrays, and the scores of both by the same code.
import { appendFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { levelForSides, type Sized } from '../../src/tiles/levels'
import { openDataset } from '../../src/dataset/reader.node'
import { byDoubt } from '../../renderer/state/reviewQueue'
import type { DetectionAnswer } from '../../src/evaluation/answerCalibration'
import { answeredThreshold, fewAnswers, likelyThreshold } from '../../src/evaluation/answeredThreshold'
import { matchImage, scoreDetections, type Truth } from '../../src/evaluation/match'
import { fallingOrder, takeDetections } from '../../src/found/order'
import { levelSize } from '../../src/image/pixels/pixelSource'
import { openImage } from '../../src/image/reading/sharp.node'
import { suppress } from '../../src/found/merge'
import type { Detections } from '../../src/found/detections'
import { openPrediction } from '../../src/prediction/predictionFile.node'

export interface Tiles {
  readonly size: number
  readonly train: number
  readonly val: number
  readonly mean: readonly number[]
  readonly std: readonly number[]
}

/** As the twin prints it: boxes [x, y, w, h] and scores of one picture or tile. */
interface Found {
  readonly xywh: readonly (readonly number[])[]
  readonly score: readonly number[]
}

/**
 * The tiles of a dataset as files: images.u8 [N, size, size, 3] and masks.u8 [N, size, size], those of the train split first,
 * then those of val; boxes.f32 [M, 5]: tile, x, y, w, h.
 */
export async function dumpTiles(dataset: string, folder: string): Promise<Tiles> {
  const reader = await openDataset(dataset)
  const { train, val } = reader.split
  const numbers = Int32Array.of(...train, ...val)
  const rows: number[] = []
  for (const name of ['images.u8', 'masks.u8']) writeFileSync(join(folder, name), '')
  for (let at = 0; at < numbers.length; at += 64) {
    const { count, images, masks, offset, xywh } = reader.read(numbers.subarray(at, at + 64))
    appendFileSync(join(folder, 'images.u8'), images)
    appendFileSync(join(folder, 'masks.u8'), masks)
    for (let tile = 0; tile < count; tile++) {
      for (let row = offset[tile] as number; row < (offset[tile + 1] as number); row++)
        rows.push(at + tile, ...xywh.subarray(row * 4, row * 4 + 4))
    }
  }
  writeFileSync(join(folder, 'boxes.f32'), Float32Array.from(rows))
  reader.close()
  return {
    size: reader.tile,
    train: train.length,
    val: val.length,
    mean: reader.mean,
    std: reader.std,
  }
}

/** A picture at a level as u8 [height, width, 3], read as Windhover reads it. */
export async function dumpPicture(
  file: string,
  target: string,
  level: number,
): Promise<{ width: number; height: number }> {
  const picture = openImage(file, { sequential: true })
  const whole = await picture.metadata()
  const { width, height } = levelSize(whole.width, whole.height, level)
  const { data, info } = await picture
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  writeFileSync(target, data)
  return { width: info.width, height: info.height }
}

/** The least score of a detection that Windhover keeps; the twin keeps as many. */
export { minScore } from '../../src/found/detections'

const score = (
  images: readonly { readonly truth: Truth; readonly detections: Detections }[],
  threshold: number | 'best',
) => scoreDetections(images, ['vehicle'], { kind: 'centre' }, threshold)

const truthOf = (boxes: readonly (readonly number[])[]): Truth => ({
  xywh: Float32Array.from(boxes.flat()),
  class: new Uint8Array(boxes.length),
})

const detectionsOf = ({ xywh, score }: Found): Detections => ({
  xywh: Float32Array.from(xywh.flat()),
  score: Float32Array.from(score),
  class: new Uint8Array(score.length),
})

/** The level at which these boxes of a picture would be learned. */
export const levelOf = (truth: readonly number[][], image: Sized) =>
  levelForSides(
    Float64Array.from(truth, ([, , w = 0, h = 0]) => Math.sqrt(w * h)),
    image,
  ) ?? 0

/** Ours, from the prediction files, at the run's threshold. `truths`: boxes of each picture, in its pixels. */
export async function scoreOurs(files: readonly string[], truths: readonly number[][][]) {
  const images: { truth: Truth; detections: Detections }[] = []
  let threshold = fallback
  for (const [i, path] of files.entries()) {
    const file = await openPrediction(path)
    images.push({ truth: truthOf(truths[i] ?? []), detections: file.detections() })
    threshold = file.info.threshold
    file.close()
  }
  const others = otherThresholds.map((at) => score(images, at).f1)
  const answered = afterAnswers(images, threshold)
  const { f1, threshold: at } = score(images, 'best')
  return { ...score(images, threshold), others, answered, best: f1, bestAt: at }
}

/** Answers of the simulated person in each picture. */
export const answersEach = 20

/**
 * F1 of all pictures when a person has answered the first questions of the review queue in each, and has taken the threshold
 * that the answers suggest for it. The answers themselves are not counted as finds or taken away: only the threshold moves.
 */
function afterAnswers(images: readonly { truth: Truth; detections: Detections }[], own: number): number {
  let [hits, found, objects] = [0, 0, 0]
  for (const { truth, detections: all } of images) {
    const detections = takeDetections(all, fallingOrder(all.score))
    const hit = matchImage(truth, detections, { kind: 'centre' })
    const answers: DetectionAnswer[] = []
    let waiting = Int32Array.from(detections.score, (_, i) => i)
    while (answers.length < answersEach && waiting.length > 0) {
      const border = answers.length < fewAnswers ? own : likelyThreshold(detections.score, answers)
      const [asked = 0] = byDoubt(waiting, detections, border, 'all')
      answers.push({ score: detections.score[asked] as number, wanted: hit[asked] === 1 })
      waiting = waiting.filter((i) => i !== asked)
    }
    const threshold = answeredThreshold(detections.score, answers)?.threshold ?? own
    detections.score.forEach((score, i) => {
      if (score < threshold) return
      found++
      hits += hit[i] as number
    })
    objects += truth.class.length
  }
  return found + objects > 0 ? (2 * hits) / (found + objects) : 0
}

/** What the threshold costs is seen at these. */
export const otherThresholds = [0.3, 0.4, 0.5, 0.6, 0.7]

/** The twin's threshold where no validation tile holds an object. */
const fallback = 0.4

/** The twin's, at the threshold with the greatest F1 on its validation tiles, and in two other ways. */
export function scoreTwin(
  val: readonly { readonly truth: number[][]; readonly found: Found }[],
  pictures: readonly Found[],
  truths: readonly number[][][],
) {
  const tiles = val.map(({ truth, found }) => ({ truth: truthOf(truth), detections: detectionsOf(found) }))
  const images = pictures.map((found, i) => ({
    truth: truthOf(truths[i] ?? []),
    detections: detectionsOf(found),
  }))
  const threshold = tiles.some(({ truth }) => truth.class.length > 0)
    ? score(tiles, 'best').threshold
    : fallback
  const merged = images.map(({ truth, detections }) => ({ truth, detections: suppress(detections) }))
  return {
    chosen: score(images, threshold),
    fixed: score(images, fallback),
    suppressed: score(merged, threshold),
  }
}

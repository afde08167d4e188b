import type { MatchRule, SizeScores } from './evaluation'
import { atLeast, type Threshold } from '../found/threshold'
import { matchObjects, type CountedImage } from './match'

const sizeNames = ['small', 'medium', 'large'] as const

const area = (xywh: Float32Array, i: number) => (xywh[i * 4 + 2] as number) * (xywh[i * 4 + 3] as number)

/**
 * Figures by size, by terciles: the areas of the objects' boxes part them into thirds, since objects in huge pictures would all
 * be small by COCO's fixed areas. A detection that hits goes with its object, a false alarm by its own area. Sizes that no
 * object has, for many are as large, are left out; of fewer than six objects nothing is said.
 */
export function scoresBySize(
  images: readonly CountedImage[],
  rule: MatchRule,
  threshold: Threshold,
): SizeScores[] {
  const areas = images.flatMap(({ truth }) => Array.from(truth.class, (_, i) => area(truth.xywh, i)))
  if (areas.length < 2 * sizeNames.length) return []
  areas.sort((a, b) => a - b)
  const cut = (part: number) => areas[Math.floor((part * areas.length) / sizeNames.length)] as number
  const cuts = [cut(1), cut(2)]
  const sizeOf = (of: number) => cuts.filter((each) => of >= each).length
  const sums = sizeNames.map(() => ({ objects: 0, hits: 0, alarms: 0 }))
  const sum = (of: number) => sums[sizeOf(of)] as (typeof sums)[number]
  for (const { truth, detections: all } of images) {
    const detections = atLeast(all, threshold)
    truth.class.forEach((_, i) => sum(area(truth.xywh, i)).objects++)
    matchObjects(truth, detections, rule).forEach((object, i) => {
      if (object >= 0) sum(area(truth.xywh, object)).hits++
      else sum(area(detections.xywh, i)).alarms++
    })
  }
  const ends = [0, ...cuts.map(Math.sqrt), null]
  // Of one size alone nothing can be told apart.
  if (sums.filter(({ objects }) => objects > 0).length < 2) return []
  return sums.flatMap(({ objects, hits, alarms }, i) => {
    if (objects === 0) return []
    const found = hits + alarms
    return {
      ...{ name: sizeNames[i] as SizeScores['name'], from: ends[i] as number, to: ends[i + 1] ?? null },
      ...{ objects, truePositives: hits, falsePositives: alarms },
      ...{
        precision: found > 0 ? hits / found : 0,
        recall: hits / objects,
        f1: (2 * hits) / (found + objects),
      },
    }
  })
}

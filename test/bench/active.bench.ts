// Part of active.bench.mjs: what the simulated person marks and answers, and how the run is judged.
import { readFileSync } from 'node:fs'
import { byDoubt } from '../../renderer/state/reviewQueue'
import { Random } from '../../src/base/random'
import type { Change } from '../../src/document/edit'
import { matchImage, matchObjects, scoreDetections, type Truth } from '../../src/evaluation/match'
import { detectionRect, type Detections } from '../../src/found/detections'
import { fallingOrder, takeDetections } from '../../src/found/order'
import { containsPoint, iou, type Rect } from '../../src/geometry/rect'
import { openPrediction } from '../../src/prediction/predictionFile.node'
import { ProjectStore } from '../../src/project/store/store.node'
import type { Shape } from '../../src/records/records'

export type Order = 'doubt' | 'random' | 'confident'

/** Ground around a marked object, on each side, that the person looks at and declares checked. */
const around = 48

/** The objects of a picture from YOLO's text, in pixels. */
export function objectsOf(labels: string, width: number, height: number): Rect[] {
  const lines = readFileSync(labels, 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [, cx = 0, cy = 0, w = 0, h = 0] = line.trim().split(/\s+/).map(Number)
    return { x: (cx - w / 2) * width, y: (cy - h / 2) * height, w: w * width, h: h * height }
  })
}

const box = (rect: Rect): Shape => ({ kind: 'box', ...rect })
const middle = ({ x, y, w, h }: Rect) => [x + w / 2, y + h / 2] as const

async function edit(folder: string, changes: (nextId: () => number, classId: number) => Change[]) {
  const store = await ProjectStore.open(folder)
  try {
    store.applyEdit({ label: 'Mark', changes: changes(() => store.nextId(), store.classes()[0]?.id ?? 0) })
  } finally {
    store.close()
  }
}

/** Marks so many objects and all others beside them, and declares the ground around them checked. Returns what was marked. */
export async function markSome(
  folder: string,
  image: { readonly id: number; readonly width: number; readonly height: number },
  objects: readonly Rect[],
  count: number,
  seed: number,
): Promise<Rect[]> {
  const chosen = new Random(seed).shuffle([...objects]).slice(0, count)
  const areas = chosen.map((each) => {
    const [x, y] = [Math.max(0, Math.floor(each.x - around)), Math.max(0, Math.floor(each.y - around))]
    const right = Math.min(image.width, Math.ceil(each.x + each.w + around))
    return { x, y, w: right - x, h: Math.min(image.height, Math.ceil(each.y + each.h + around)) - y }
  })
  const marked = objects.filter((each) => areas.some((area) => containsPoint(area, ...middle(each))))
  await edit(folder, (id, classId) => [
    ...areas.map((rect): Change => {
      return { table: 'checked', before: null, after: { id: id(), image: image.id, rect } }
    }),
    ...marked.map((rect): Change => {
      const row = { id: id(), image: image.id, class: classId, shape: box(rect), origin: 'human' as const }
      return { table: 'objects', before: null, after: row }
    }),
  ])
  return marked
}

/** What has been said of a picture: boxes that are objects, and places that are none. */
export interface Said {
  readonly yes: Rect[]
  readonly no: Rect[]
}

/** Answers the next questions about what a run found, as the window writes answers down. Returns how many there were. */
export async function answer(
  folder: string,
  image: number,
  file: string,
  {
    objects,
    said,
    order,
    count,
    seed,
  }: {
    readonly objects: readonly Rect[]
    readonly said: Said
    readonly order: Order
    readonly count: number
    readonly seed: number
  },
): Promise<number> {
  const { all, threshold, run } = await found(file)
  const decided = (rect: Rect) =>
    said.yes.some((yes) => containsPoint(yes, ...middle(rect)) || iou(yes, rect) >= 0.5) ||
    said.no.some((no) => iou(no, rect) >= 0.5)
  const open = Int32Array.from(all.score.keys()).filter((i) => !decided(detectionRect(all, i)))
  const hit = matchObjects(truthOf(objects), all, { kind: 'centre' })
  const queue = inOrder(open, all, { order, threshold, seed }).subarray(0, count)
  const [yes, no]: [Rect[], Rect[]] = [[], []]
  for (const i of queue) ((hit[i] as number) >= 0 ? yes : no).push(detectionRect(all, i))
  await edit(folder, (id, classId) => [
    ...yes.map((rect): Change => {
      const row = { id: id(), image, class: classId, shape: box(rect), origin: 'model' as const }
      return { table: 'objects', before: null, after: row }
    }),
    ...no.map((rect): Change => {
      return { table: 'rejections', before: null, after: { id: id(), image, class: classId, rect, run } }
    }),
  ])
  said.yes.push(...yes)
  said.no.push(...no)
  return queue.length
}

function inOrder(
  open: Int32Array,
  found: Detections,
  { order, threshold, seed }: { readonly order: Order; readonly threshold: number; readonly seed: number },
): Int32Array {
  if (order === 'doubt') return byDoubt(open, found, threshold, 'all')
  return order === 'random' ? new Random(seed).shuffle(open.slice()) : open
}

async function found(path: string) {
  const file = await openPrediction(path)
  try {
    const all = file.detections()
    const { threshold, run } = file.info
    return { all: takeDetections(all, fallingOrder(all.score)), threshold, run }
  } finally {
    file.close()
  }
}

const truthOf = (objects: readonly Rect[]): Truth => ({
  xywh: Float32Array.from(objects.flatMap(({ x, y, w, h }) => [x, y, w, h])),
  class: new Uint8Array(objects.length),
})

/** F1 at the run's own threshold, AP, and recall at one false alarm a megapixel. */
export async function judge(path: string, objects: readonly Rect[], megapixels: number) {
  const { all, threshold } = await found(path)
  const truth = truthOf(objects)
  const images = [{ truth, detections: all }]
  const { f1, ap } = scoreDetections(images, ['vehicle'], { kind: 'centre' }, threshold)
  const hit = matchImage(truth, all, { kind: 'centre' })
  let [hits, wrong] = [0, 0]
  for (const right of hit) {
    if (right) hits++
    else if (++wrong > megapixels) break
  }
  return { f1, ap, recall: hits / Math.max(1, objects.length) }
}

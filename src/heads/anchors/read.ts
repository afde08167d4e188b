import { DetectionList } from '../../found/detectionList'
import type { FoundOutput, WindowSize } from '../output'
import { fallingOrder, takeDetections } from '../../found/order'
import { minScore, type Detections } from '../../found/detections'
import type { Scale } from './anchors'

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))

/**
 * Reads YOLO's raw output (f32 [n, boxes, 5 + classes], see models/yolo): boxes with a class's score of objectness times
 * class (Redmon, Farhadi: YOLOv3, 2018, section 2.1), in pixels of windows of width × height, and the highest score whose
 * box has its centre in each cell of the finest scale.
 */
export function readBoxes(
  output: Float32Array,
  classes: number,
  scales: readonly Scale[],
  { width, height }: WindowSize,
): FoundOutput {
  const finest = (scales.at(-1) as Scale).stride
  const [columns, rows] = [width / finest, height / finest]
  const values = 5 + classes
  const boxes = scales.reduce(
    (n, { stride, anchors }) => n + (width / stride) * (height / stride) * anchors.length,
    0,
  )
  const count = output.length / (boxes * values)
  const heat = new Float32Array(count * columns * rows * classes)
  const found: Detections[] = []
  let at = 0
  for (let i = 0; i < count; i++) {
    const list = new DetectionList()
    for (const { stride, anchors } of scales) {
      for (let cell = 0; cell < (width / stride) * (height / stride); cell++) {
        for (const anchor of anchors) {
          const objectness = sigmoid(output[at + 4] as number)
          if (objectness >= minScore) {
            const x = ((cell % (width / stride)) + sigmoid(output[at] as number)) * stride
            const y = (Math.floor(cell / (width / stride)) + sigmoid(output[at + 1] as number)) * stride
            const w = anchor[0] * Math.exp(Math.min(8, output[at + 2] as number))
            const h = anchor[1] * Math.exp(Math.min(8, output[at + 3] as number))
            const place = Math.floor(y / finest) * columns + Math.floor(x / finest)
            for (let c = 0; c < classes; c++) {
              const score = objectness * sigmoid(output[at + 5 + c] as number)
              if (score < minScore) continue
              list.add(x - w / 2, y - h / 2, w, h, score, c)
              const hot = (i * columns * rows + place) * classes + c
              heat[hot] = Math.max(heat[hot] as number, score)
            }
          }
          at += values
        }
      }
    }
    const all = list.all()
    found.push(takeDetections(all, fallingOrder(all.score)))
  }
  return { kind: 'anchors', heat, found }
}

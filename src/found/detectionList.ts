import type { Detections } from './detections'

/** Detections as they are found, in arrays that grow: 21 bytes each. */
export class DetectionList {
  private xywh = new Float32Array(4096)
  private score = new Float32Array(1024)
  private classes = new Uint8Array(1024)
  private length = 0

  // eslint-disable-next-line max-params -- Called for each of a million rows: an object would cost.
  add(x: number, y: number, w: number, h: number, score: number, classNumber: number): void {
    if (this.length === this.score.length) this.grow()
    const i = this.length++
    this.xywh[i * 4] = x
    this.xywh[i * 4 + 1] = y
    this.xywh[i * 4 + 2] = w
    this.xywh[i * 4 + 3] = h
    this.score[i] = score
    this.classes[i] = classNumber
  }

  all(): Detections {
    const n = this.length
    return { xywh: this.xywh.slice(0, n * 4), score: this.score.slice(0, n), class: this.classes.slice(0, n) }
  }

  private grow(): void {
    const [xywh, score, classes] = [this.xywh, this.score, this.classes]
    this.xywh = new Float32Array(xywh.length * 2)
    this.score = new Float32Array(score.length * 2)
    this.classes = new Uint8Array(classes.length * 2)
    this.xywh.set(xywh)
    this.score.set(score)
    this.classes.set(classes)
  }
}

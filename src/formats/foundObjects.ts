import { bounds, type Shape } from '../document/records'
import { fitIntoImage } from './fit'
import type { LabelImage, ReadReport, TakeObject } from './format'

interface Found {
  readonly className: string
  readonly shape: Shape
  readonly score?: number | undefined
  /** True when something of it is lost already. */
  readonly changed?: boolean | undefined
}

/** The objects of one image as they are read: fitted into it and handed on, with a count of what that cost. */
export class FoundObjects {
  taken = 0
  dropped = 0
  changed = 0
  private readonly classNames = new Set<string>()

  constructor(
    private readonly image: LabelImage,
    private readonly take: TakeObject,
  ) {}

  /** `where` names file and line. What has no size is left out. */
  add({ className, shape, score, changed }: Found, where: string | (() => string)): void {
    const fitted = fitIntoImage(shape, this.image, where)
    if (!hasSize(fitted.shape)) {
      this.dropped++
      return
    }
    if (changed || fitted.changed) this.changed++
    this.classNames.add(className)
    this.taken++
    this.take(
      score === undefined ? { className, shape: fitted.shape } : { className, shape: fitted.shape, score },
    )
  }

  /** Without names, those of the objects are all that the file has. */
  report(warnings: readonly string[], classNames: readonly string[] = [...this.classNames]): ReadReport {
    return { classNames, dropped: this.dropped, changed: this.changed, warnings }
  }
}

function hasSize(shape: Shape): boolean {
  if (shape.kind === 'point') return true
  const { w, h } = bounds(shape)
  return shape.kind === 'polyline' ? w + h > 0 : w > 0 && h > 0
}

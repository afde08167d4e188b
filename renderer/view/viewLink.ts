import type { Extent } from '../../src/document/shapes'
import type { Camera } from './camera'

/** A view that can be led. */
export interface LinkedView {
  readonly camera: Camera
  readonly image: Extent | null
  /** Looks there at once. */
  follow(camera: Camera): void
}

/** Views side by side that look at the same place: the one that moves leads the others. */
export class ViewLink {
  private readonly views = new Set<LinkedView>()

  /** The newcomer looks where the others do. Until the returned function is called. */
  join(view: LinkedView): () => void {
    this.views.add(view)
    return () => void this.views.delete(view)
  }

  moved(leader: LinkedView): void {
    for (const view of this.views) if (view !== leader) lead(leader, view)
  }

  /** Takes over where the others look; false when it is alone. */
  catchUp(view: LinkedView): boolean {
    const leader = [...this.views].find((other) => other !== view && other.image)
    if (leader) lead(leader, view)
    return leader !== undefined
  }
}

/** This part of another picture: pictures of different size are compared as if they were of one. */
function lead(leader: LinkedView, view: LinkedView): void {
  if (!leader.image || !view.image) return
  const sx = view.image.width / leader.image.width
  const sy = view.image.height / leader.image.height
  const { x, y, scale } = leader.camera
  view.follow({ x: x * sx, y: y * sy, scale: scale / sx })
}

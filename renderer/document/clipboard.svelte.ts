import type { ObjectRecord } from '../../src/records/records'

/** Objects that were copied, for this window; they may go to another image. */
class Clipboard {
  objects = $state.raw<readonly ObjectRecord[]>([])
  /** Times the same objects were pasted: each lies a little further. */
  pasted = 0

  take(objects: readonly ObjectRecord[]): void {
    this.objects = objects
    this.pasted = 0
  }
}

export const clipboard = new Clipboard()

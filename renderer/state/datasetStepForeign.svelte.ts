import type { ResizeRule } from '../../src/tiles/tiles'
import type { ForeignLook } from '../../src/dataset/foreign/foreign'
import { isFullyMapped, type ForeignMap, type Role } from '../../src/dataset/foreign/mapping'
import type { Host } from './host'
import { shares, type Split } from './split'

/** Other people's data, from the choice of a file to the project's dataset. */
export class DatasetStepForeign {
  look = $state.raw<ForeignLook | null>(null)
  map = $state.raw<ForeignMap>({})
  several = $state(false)
  /** Names of an HDF5's classes with commas between them; empty for numbers. */
  names = $state('')
  /** What the values of an HDF5's pictures are; empty: told by the values. */
  pixels = $state('')
  side = $state(224)
  resize = $state<ResizeRule>('stretch')
  split = $state.raw<Split>([70, 20, 10])

  constructor(
    private readonly host: Host,
    private readonly seed: () => number,
    private readonly done: () => Promise<void>,
  ) {}

  /** The file says itself what is held back. */
  readonly parted = $derived(Boolean(this.look?.parted || (this.map.val_images && this.map.test_images)))
  readonly ready = $derived(this.look?.kind !== 'hdf5' || isFullyMapped(this.map))

  async choose(what: 'file' | 'folder'): Promise<void> {
    const look = await this.host.notices.attempt(this.host.bridge.call('dataset.look', { what }))
    if (!look) return
    this.look = look
    this.map = look.map
    this.several = look.several
    this.names = look.kind === 'hdf5' ? look.classNames.join(', ') : ''
    this.pixels = ''
  }

  assign(role: Role, path: string): void {
    const { [role]: _old, ...others } = this.map
    this.map = path ? { ...others, [role]: path } : others
  }

  close(): void {
    this.look = null
  }

  async use(): Promise<void> {
    const { look, map, several, names, pixels, side, resize, split, host } = this
    if (!look || !this.ready) return
    this.close()
    const classNames = names
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
    const dealt = { seed: this.seed(), split: shares(split) }
    const ownParts = map.val_images !== undefined || map.test_images !== undefined
    const request =
      look.kind === 'hdf5'
        ? {
            map,
            several,
            ...(classNames.length > 0 && { classNames }),
            ...(pixels && { pixels }),
            ...(ownParts ? { split: null } : dealt),
          }
        : { tile: side, resize, ...dealt }
    const taken = await host.notices.attempt(host.bridge.call('dataset.foreign', request))
    if (taken) await this.done()
  }
}

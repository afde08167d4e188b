import type { PixelSize } from '../../src/geometry/pixelSize'
import type { ImageState, ProjectState } from '../../src/ipc/contract'
import type { DisplaySetting, ImageProperty, PicturePart } from '../../src/records/image'
import type { Bridge } from '../bridge/bridge'
import { LabelTable } from './labelTable.svelte'
import type { Notices } from './notices.svelte'

interface ImageOwner {
  readonly bridge: Bridge
  readonly notices: Notices
  readonly images: readonly ImageState[]
  /** Shows the project as it is now, if it is still the one that is open. */
  adjust(project: ProjectState): void
  showImage(id: number): Promise<void>
}

/** What is done to the project's images as a whole; the window then shows the project as it is. */
export class ImageCommands {
  /** What the person is asked about a table of labels. */
  readonly table: LabelTable

  constructor(private readonly owner: ImageOwner) {
    this.table = new LabelTable(owner)
  }

  async import(paths?: string[], part?: PicturePart): Promise<void> {
    const before = new Set(this.owner.images.map((image) => image.id))
    const project = await this.adjusted(this.owner.bridge.call('images.import', { paths, part }))
    const added = project?.images.find((image) => !before.has(image.id))
    if (added && before.size === 0) await this.owner.showImage(added.id)
  }

  /** The file of an image as one more image, so that it can be seen by other channels beside the first. */
  async importAgain({ path, part }: ImageState): Promise<void> {
    await this.adjusted(this.owner.bridge.call('images.import', { paths: [path], part, again: true }))
  }

  /** Labels and masks for images that are there already. */
  async importLabels(paths?: string[]): Promise<void> {
    await this.adjusted(this.owner.bridge.call('labels.import', { paths }))
  }

  /** Goes on where the preparing of a huge image was stopped. */
  async prepare(image: ImageState): Promise<void> {
    await this.owner.notices.attempt(this.owner.bridge.call('images.prepare', { image: image.id }))
  }

  /** How the image is seen from now on; null: as it is. */
  async setDisplay(image: ImageState, display: DisplaySetting | null): Promise<void> {
    // Only when it has answered tiles come as they are to be seen.
    await this.adjusted(this.owner.bridge.call('image.display', { image: image.id, display }))
  }

  /** What a pixel of these images covers from now on; null: it is not known. */
  async setPixelSize(images: readonly number[], size: PixelSize | null): Promise<void> {
    await this.adjusted(this.owner.bridge.call('images.pixelSize', { images, size }))
  }

  /** What the person says of the image, from now on. */
  async setAbout(
    image: ImageState,
    about: { readonly notes: string; readonly properties: readonly ImageProperty[] },
  ): Promise<void> {
    await this.adjusted(this.owner.bridge.call('image.about', { image: image.id, ...about }))
  }

  async remove(image: ImageState): Promise<void> {
    await this.adjusted(this.owner.bridge.call('images.remove', { image: image.id }))
  }

  private async adjusted(change: Promise<ProjectState | null>): Promise<ProjectState | undefined> {
    const project = await this.owner.notices.attempt(change)
    if (project) this.owner.adjust(project)
    return project ?? undefined
  }
}

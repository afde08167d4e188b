import { AppError } from '../base/errors'
import { quiet } from '../base/job'
import type { ImageRecord } from '../records/records'
import type { Histogram } from '../image/showing/display'
import { says } from '../messages/says/says'
import type { DisplaySetting } from '../records/image'
import { allowChange, locate, type Project } from './project.node'

/** Records how an image is seen; everything that reads its pixels sees it so from now on. */
export async function setDisplay(
  project: Project,
  id: number,
  display: DisplaySetting | null,
): Promise<void> {
  allowChange(project)
  const { display: _, ...image } = await find(project, id)
  const wrong = display?.channels.find(({ channel, min, max }) => channel >= channelsOf(image) || min >= max)
  if (wrong)
    throw new AppError(
      'bad-display',
      says.services.channelChannelFromWrongTo(wrong.channel + 1, wrong.min, wrong.max, channelsOf(image)),
    )
  if (display?.stain !== undefined && image.channels)
    throw new AppError('bad-display', says.services.stainsOfColoursOnly(image.name))
  await project.store.setImage(display ? { ...image, display } : image)
}

/** Histograms of all channels of an image. */
export async function loadHistograms(project: Project, id: number): Promise<Histogram[]> {
  const image = await find(project, id)
  return project.data.run('image.histograms', locate(project, image), quiet)
}

const channelsOf = (image: Pick<ImageRecord, 'channels'>) => image.channels?.length ?? 3

async function find(project: Project, id: number): Promise<ImageRecord> {
  const image = (await project.store.images()).find((each) => each.id === id)
  if (!image) throw new AppError('no-image', says.services.thereIsNoImageNumber(id))
  return image
}

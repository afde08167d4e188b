import { dialog, type BrowserWindow } from 'electron'
import { type imageCommands, imageView } from '../../src/ipc/commands/images'
import type { ProjectState } from '../../src/ipc/contract'
import { pictureEndings } from '../../src/services/importList.node'
import { importImages, type ImportOutcome, removeImage } from '../../src/services/importing.node'
import type { ImportRequest } from '../../src/services/importOne.node'
import { importMasks } from '../../src/services/importingMasks.node'
import { isLabelFile } from '../../src/services/labelFiles.node'
import { type MaskValues, maskValueKinds } from '../../src/formats/maskValues'
import type { ToldTable } from '../../src/formats/csvPreview'
import type { CallContext } from '../../src/base/wire'
import { isRunFile, runFileEnding } from '../../src/runs/runFileName'
import { askForPaths } from '../askForPaths'
import { importRunFile } from '../importRunFile'
import { sendEvent } from '../host'
import type { OpenProject } from '../openProject'
import { loadHistograms, setDisplay } from '../../src/services/displaying.node'
import { missingImages, type Relinked, relinkImage, relinkImages } from '../../src/services/relinking.node'
import { setImageAbout } from '../../src/services/imageNotes.node'
import { setPixelSize } from '../../src/services/scaling.node'
import { prepareInBackground, tellOldColors } from '../preparing'
import { UnclearTables } from '../unclearTables'
import { quiet } from '../../src/base/job'
import { storedAs } from '../storedAs'
import { t } from '../../src/messages/messages'
import type { HandlersOf, AppServices } from './appServices'
import { opened } from './project'

type Handlers = HandlersOf<typeof imageCommands>
type Incoming = 'images.import' | 'labels.import' | 'labels.preview' | 'images.relink'

export function imageHandlers(services: AppServices): Handlers {
  return { ...incoming(services), ...kept(services) }
}

/** What a person chooses files for. */
function incoming(services: AppServices): Pick<Handlers, Incoming> {
  const { window, jobs, project } = services
  const tables = new UnclearTables(services)
  return {
    'images.import': async ({ paths, part, again }) => {
      const { current } = project
      const files = paths ?? (await askForImages(window))
      if (files.length === 0) return null
      const [first] = files.map((file) => file.replace(/[/\\]$/, ''))
      if (files.length === 1 && first?.endsWith('.windhover')) {
        await project.open(first)
        void prepareInBackground(services)
        return opened(project)
      }
      for (const run of files.filter(isRunFile)) await importRunFile(services, run)
      const others = files.filter((file) => !isRunFile(file))
      if (others.length > 0)
        await tables.around(others, (clear) => importFiles(services, current, { files: clear, part, again }))
      return project.readState()
    },
    'labels.import': async ({ paths, table }) => {
      const { current } = project
      const files = table ? [tables.take()] : (paths ?? (await askForLabels(window)))
      if (files.length === 0) return null
      if (table) await importLabels(services, { files, ...table }).finally(() => tables.ask())
      else await tables.around(files, (clear) => importLabels(services, { files: clear }))
      return project.current === current ? project.readState() : null
    },
    'labels.preview': (told) => tables.preview(told),
    'images.relink': async ({ image }) => {
      const { current } = project
      const [place] = await askForPlace(window, image === undefined)
      if (place === undefined) return null
      const work = (context: CallContext) =>
        image === undefined
          ? relinkImages(current, place, context)
          : relinkImage(current, image, place, context)
      try {
        await jobs.run('import', t.host.findingImages, work, relinkedText)
      } finally {
        await project.filesChanged()
        void prepareInBackground(services)
      }
      return project.readState()
    },
  }
}

/** What is done with images that are there. */
function kept(services: AppServices): Omit<Handlers, Incoming> {
  const { project } = services
  return {
    'images.prepare': ({ image }) => void prepareInBackground(services, [image]),
    'image.display': async ({ image, display }) => {
      await setDisplay(project.current, image, display)
      await project.serveTiles()
      return (await project.readState()) as ProjectState
    },
    'images.pixelSize': async ({ images, size }) => {
      await setPixelSize(project.current, images, size)
      return (await project.readState()) as ProjectState
    },
    'image.about': async ({ image, ...about }) => {
      await setImageAbout(project.current, image, about)
      return (await project.readState()) as ProjectState
    },
    'image.histograms': ({ image }) => loadHistograms(project.current, image),
    'images.missing': () => missingImages(project.current),
    'images.remove': async ({ image }) => {
      await removeImage(project.current, image, quiet)
      await project.filesChanged()
      return (await project.readState()) as ProjectState
    },
    'image.view.read': async ({ image }) =>
      storedAs(imageView, await project.current.store.setting(viewKey(image)), noView),
    'image.view.write': async ({ image, view }) => {
      await project.current.store.setSetting(viewKey(image), JSON.stringify(view))
    },
  }
}

function outcome({ images, refused }: ImportOutcome) {
  const objects = images.reduce((sum, image) => sum + image.objects, 0)
  // Some are said to have been there; labels alone are for images that were.
  const fresh = images.filter(({ known }) => !known).length
  const what = [
    ...(fresh > 0 ? [t.numbers.images(fresh)] : []),
    ...(objects > 0 ? [t.numbers.objects(objects)] : []),
  ] as const
  const [first, second] = what
  const message =
    first === undefined
      ? t.host.nothingNew
      : second === undefined
        ? t.host.imported(first)
        : t.host.importedWith(first, second)
  return { message, failure: refused?.message }
}

async function importFiles(
  services: AppServices,
  current: OpenProject['current'],
  given: Pick<ImportRequest, 'files' | 'part' | 'again'>,
): Promise<void> {
  const { window, jobs, project } = services
  const label = t.host.importing(t.numbers.files(given.files.length))
  const request = { ...given, format: 'auto', checked: 'none', later: true } as const
  try {
    const known = new Set((await current.store.images()).map(({ id }) => id))
    const work = (context: CallContext) => importImages(current, request, context)
    const imported = await jobs.run('import', label, work, outcome)
    const images = imported.images.map(({ id }) => id).filter((id) => known.has(id))
    if (images.length > 0) sendEvent(window, 'document', { images })
  } finally {
    await project.filesChanged()
    void prepareInBackground(services).then(() => tellOldColors(services))
  }
}

function relinkedText({ found, missing }: Relinked) {
  return {
    message: t.host.foundAgain(t.numbers.images(found.length)),
    failure: missing.length > 0 ? t.host.stillMissing(missing.join(', ')) : undefined,
  }
}

/** With what the person has told of the only one, where that is a table. */
interface LabelFiles extends Partial<ToldTable> {
  readonly files: readonly string[]
}

async function importLabels(services: AppServices, labels: LabelFiles): Promise<void> {
  const { window, jobs, project } = services
  const label = t.host.importing(t.numbers.files(labels.files.length))
  const work = (context: CallContext) => importLabelFiles(services, labels, context)
  try {
    const { images } = await jobs.run('import', label, work, outcome)
    if (images.length > 0) sendEvent(window, 'document', { images: images.map(({ id }) => id) })
  } finally {
    await project.filesChanged()
  }
}

/** Files of labels and masks, each for the image that it names. */
async function importLabelFiles(
  { window, project }: AppServices,
  { files, ...told }: LabelFiles,
  context: CallContext,
): Promise<ImportOutcome> {
  const { current } = project
  const masks = files.filter((file) => !isLabelFile(file))
  const others = files.filter(isLabelFile)
  const outcomes: ImportOutcome[] = []
  if (others.length > 0) {
    const request = { files: others, format: 'auto', checked: 'none', ...told } as const
    outcomes.push(await importImages(current, request, context))
  }
  if (masks.length > 0)
    outcomes.push(await importMasks(current, masks, context, (mask) => askForMaskValues(window, mask)))
  return {
    // Labels bring no image.
    images: outcomes.flatMap(({ images }) => images.map((image) => ({ ...image, known: true }))),
    refused: outcomes.map(({ refused }) => refused).find(Boolean),
  }
}

/** What the values of masks are; undefined where the person would rather not. */
async function askForMaskValues(window: BrowserWindow, mask: string): Promise<MaskValues | undefined> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: t.host.whatAreTheValues(mask),
    detail: t.host.classesOrObjects,
    buttons: [t.host.valuesAreClasses, t.host.valuesAreObjects, t.host.cancelImport],
    cancelId: 2,
  })
  return maskValueKinds[response]
}

function askForLabels(window: BrowserWindow): Promise<string[]> {
  return askForPaths(window, {
    title: t.host.importLabels,
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: t.host.labelsAndMasks, extensions: [...labelKinds, 'png', 'tif', 'tiff'] },
      { name: t.host.allFiles, extensions: ['*'] },
    ],
  })
}

const labelKinds = ['txt', 'json', 'geojson', 'csv', 'tsv', 'xml', 'gpkg', 'shp']

const viewKey = (image: number) => `view.${image}`

const noView = { bookmarks: [], sweep: null }

function askForImages(window: BrowserWindow): Promise<string[]> {
  return askForPaths(window, {
    title: t.host.importImages,
    properties: ['openFile', 'multiSelections'],
    filters: [
      {
        name: t.host.imagesAndLabels,
        extensions: [...pictureEndings, 'txt', 'json', 'geojson', 'csv', 'xml', runFileEnding.slice(1)],
      },
      { name: t.host.allFiles, extensions: ['*'] },
    ],
  })
}

/** For the file of an image, or for a folder. */
function askForPlace(window: BrowserWindow, isFolder: boolean): Promise<string[]> {
  return askForPaths(window, {
    title: isFolder ? t.images.lookInAFolder : t.images.findTheImage,
    properties: [isFolder ? 'openDirectory' : 'openFile'],
  })
}

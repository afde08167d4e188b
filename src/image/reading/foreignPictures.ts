import { AppError } from '../../base/errors'
import { says } from '../../messages/says/says'

/** A kind of picture that is known and not read, with the way to one that is. */
interface ForeignPicture {
  readonly name: () => string
  /** Lower case, without the dot. */
  readonly endings: readonly string[]
  /** What the first bytes are, as Latin-1, from a position on; one of these. */
  readonly starts?: readonly string[]
  readonly at?: number
  readonly way: () => string
}

const openSlide = () => says.foreignPictures.convertItWithVipsVips
const bioFormats = () => says.foreignPictures.exportItAsOmeTiff
const gdal = () => says.foreignPictures.convertItWithGdalGdal
const save = () => says.foreignPictures.saveItAsTiffOr

/** Several of these hold a small picture of the slide in front, which must not be taken for it. */
export const foreignPictures: readonly ForeignPicture[] = [
  {
    name: () => says.foreignPictures.aSlideOfHamamatsuNdpi,
    endings: ['ndpi', 'ndpis', 'vms', 'vmu'],
    way: openSlide,
  },
  { name: () => says.foreignPictures.aSlideOfLeicaScn, endings: ['scn'], way: openSlide },
  { name: () => says.foreignPictures.aSlideOf3dhistechMrxs, endings: ['mrxs'], way: openSlide },
  { name: () => says.foreignPictures.aSlideOfVentanaBif, endings: ['bif'], way: openSlide },
  { name: () => says.foreignPictures.aSlideOfOlympusVsi, endings: ['vsi', 'ets'], way: bioFormats },
  {
    name: () => says.foreignPictures.aPictureOfZeissCzi,
    endings: ['czi'],
    starts: ['ZISRAWFILE'],
    way: bioFormats,
  },
  { name: () => says.foreignPictures.aPictureOfLeicaLif, endings: ['lif'], way: bioFormats },
  {
    name: () => says.foreignPictures.aPictureOfNikonNd2,
    endings: ['nd2'],
    starts: ['\xda\xce\xbe\x0a'],
    way: bioFormats,
  },
  {
    name: () => says.foreignPictures.aDicomPicture,
    endings: ['dcm', 'dicom'],
    starts: ['DICM'],
    at: 128,
    way: () => says.foreignPictures.bioFormatsOfAnX(bioFormats()),
  },
  {
    name: () => says.foreignPictures.aJpeg2000Picture,
    endings: ['jp2', 'j2k', 'jpx', 'jpf', 'j2c', 'jpc'],
    starts: ['\x00\x00\x00\x0cjP  \r\n', '\xff\x4f\xff\x51'],
    way: gdal,
  },
  { name: () => says.foreignPictures.anEcwOrMrSid, endings: ['ecw', 'sid'], way: gdal },
  { name: () => says.foreignPictures.aPictureOfErdas, endings: [], starts: ['EHFA_HEADER_TAG'], way: gdal },
  { name: () => says.foreignPictures.aVirtualRasterOfGdal, endings: ['vrt'], way: gdal },
  {
    name: () => says.foreignPictures.aJpegXlPicture,
    endings: ['jxl'],
    starts: ['\xff\x0a', '\x00\x00\x00\x0cJXL '],
    way: save,
  },
  { name: () => says.foreignPictures.aHeicPicture, endings: ['heic', 'heif'], way: save },
  {
    name: () => says.foreignPictures.aPhotoshopDocument,
    endings: ['psd', 'psb'],
    starts: ['8BPS'],
    way: save,
  },
  { name: () => says.foreignPictures.aWindowsBitmap, endings: ['bmp', 'dib'], way: save },
]

const zarr = {
  name: () => says.foreignPictures.aFolderOfOmeZarr,
  way: () => says.foreignPictures.convertItWithRaw2ometiffRaw2ometiff,
}

/** The kind of a file by its ending and its first 132 bytes, or of a folder by its name; undefined for what may be read. */
export function foreignPicture(
  path: string,
  start: string | undefined,
): Pick<ForeignPicture, 'name' | 'way'> | undefined {
  const ending = /\.([^./\\]+)[/\\]?$/.exec(path)?.[1]?.toLowerCase() ?? ''
  if (start === undefined) return ending === 'zarr' ? zarr : undefined
  return foreignPictures.find(
    ({ endings, starts = [], at = 0 }) =>
      endings.includes(ending) || starts.some((each) => start.startsWith(each, at)),
  )
}

/** Throws AppError('image-unsupported') for a kind that is known and not read, with the way to one that is. */
export function refuseForeign(file: string, kind: ReturnType<typeof foreignPicture>): void {
  if (!kind) return
  throw new AppError(
    'image-unsupported',
    says.foreignPictures.fileIsNameWhichIs(file, kind.name(), kind.way()),
  )
}

import { AppError } from '../../base/errors'

/** A kind of picture that is known and not read, with the way to one that is. */
interface ForeignPicture {
  readonly name: string
  /** Lower case, without the dot. */
  readonly endings: readonly string[]
  /** What the first bytes are, as Latin-1, from a position on; one of these. */
  readonly starts?: readonly string[]
  readonly at?: number
  readonly way: string
}

const openSlide =
  'convert it with vips (vips tiffsave IN OUT.tif --tile --pyramid --bigtiff --compression jpeg --properties), or export it as OME-TIFF from QuPath'
const bioFormats =
  'export it as OME-TIFF from QuPath, or convert it with Bio-Formats (bfconvert -series 0 -tilex 512 -tiley 512 IN OUT.ome.tif)'
const gdal = 'convert it with GDAL (gdal_translate -co TILED=YES -co COMPRESS=DEFLATE IN OUT.tif)'
const save = 'save it as TIFF or PNG with the program it came from'

/** Several of these hold a small picture of the slide in front, which must not be taken for it. */
export const foreignPictures: readonly ForeignPicture[] = [
  { name: 'a slide of Hamamatsu (NDPI)', endings: ['ndpi', 'ndpis', 'vms', 'vmu'], way: openSlide },
  { name: 'a slide of Leica (SCN)', endings: ['scn'], way: openSlide },
  { name: 'a slide of 3DHISTECH (MRXS)', endings: ['mrxs'], way: openSlide },
  { name: 'a slide of Ventana (BIF)', endings: ['bif'], way: openSlide },
  { name: 'a slide of Olympus (VSI)', endings: ['vsi', 'ets'], way: bioFormats },
  { name: 'a picture of Zeiss (CZI)', endings: ['czi'], starts: ['ZISRAWFILE'], way: bioFormats },
  { name: 'a picture of Leica (LIF)', endings: ['lif'], way: bioFormats },
  { name: 'a picture of Nikon (ND2)', endings: ['nd2'], starts: ['\xda\xce\xbe\x0a'], way: bioFormats },
  {
    name: 'a DICOM picture',
    endings: ['dcm', 'dicom'],
    starts: ['DICM'],
    at: 128,
    way: `${bioFormats}; of an X-ray or a single picture, dcmj2pnm --write-16-bit-png IN OUT.png does as well`,
  },
  {
    name: 'a JPEG 2000 picture',
    endings: ['jp2', 'j2k', 'jpx', 'jpf', 'j2c', 'jpc'],
    starts: ['\x00\x00\x00\x0cjP  \r\n', '\xff\x4f\xff\x51'],
    way: gdal,
  },
  { name: 'an ECW or MrSID picture', endings: ['ecw', 'sid'], way: gdal },
  { name: 'a picture of ERDAS', endings: [], starts: ['EHFA_HEADER_TAG'], way: gdal },
  { name: 'a virtual raster of GDAL', endings: ['vrt'], way: gdal },
  { name: 'a JPEG XL picture', endings: ['jxl'], starts: ['\xff\x0a', '\x00\x00\x00\x0cJXL '], way: save },
  { name: 'a HEIC picture', endings: ['heic', 'heif'], way: save },
  { name: 'a Photoshop document', endings: ['psd', 'psb'], starts: ['8BPS'], way: save },
  { name: 'a Windows bitmap', endings: ['bmp', 'dib'], way: save },
]

const zarr = {
  name: 'a folder of OME-Zarr',
  way: 'convert it with raw2ometiff (raw2ometiff IN OUT.ome.tif), or export it as OME-TIFF from napari or QuPath',
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
  throw new AppError('image-unsupported', `"${file}" is ${kind.name}, which is not read: ${kind.way}.`)
}

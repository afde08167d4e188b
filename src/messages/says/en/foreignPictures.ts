import type { Shown } from '../../shown'

export const foreignPictures = {
  convertItWithVipsVips:
    'convert it with vips (vips tiffsave IN OUT.tif --tile --pyramid --bigtiff --compression jpeg --properties), or export it as OME-TIFF from QuPath',
  exportItAsOmeTiff:
    'export it as OME-TIFF from QuPath, or convert it with Bio-Formats (bfconvert -series 0 -tilex 512 -tiley 512 IN OUT.ome.tif)',
  convertItWithGdalGdal:
    'convert it with GDAL (gdal_translate -co TILED=YES -co COMPRESS=DEFLATE IN OUT.tif)',
  saveItAsTiffOr: 'save it as TIFF or PNG with the program it came from',
  aSlideOfHamamatsuNdpi: 'a slide of Hamamatsu (NDPI)',
  aSlideOfLeicaScn: 'a slide of Leica (SCN)',
  aSlideOf3dhistechMrxs: 'a slide of 3DHISTECH (MRXS)',
  aSlideOfVentanaBif: 'a slide of Ventana (BIF)',
  aSlideOfOlympusVsi: 'a slide of Olympus (VSI)',
  aPictureOfZeissCzi: 'a picture of Zeiss (CZI)',
  aPictureOfLeicaLif: 'a picture of Leica (LIF)',
  aPictureOfNikonNd2: 'a picture of Nikon (ND2)',
  aDicomPicture: 'a DICOM picture',
  bioFormatsOfAnX: (bioFormats: Shown) =>
    `${bioFormats}; of an X-ray or a single picture, dcmj2pnm --write-16-bit-png IN OUT.png does as well`,
  aJpeg2000Picture: 'a JPEG 2000 picture',
  anEcwOrMrSid: 'an ECW or MrSID picture',
  aPictureOfErdas: 'a picture of ERDAS',
  aVirtualRasterOfGdal: 'a virtual raster of GDAL',
  aJpegXlPicture: 'a JPEG XL picture',
  aHeicPicture: 'a HEIC picture',
  aPhotoshopDocument: 'a Photoshop document',
  aWindowsBitmap: 'a Windows bitmap',
  aFolderOfOmeZarr: 'a folder of OME-Zarr',
  convertItWithRaw2ometiffRaw2ometiff:
    'convert it with raw2ometiff (raw2ometiff IN OUT.ome.tif), or export it as OME-TIFF from napari or QuPath',
  fileIsNameWhichIs: (file: Shown, name: Shown, way: Shown) =>
    `"${file}" is ${name}, which is not read: ${way}.`,
}

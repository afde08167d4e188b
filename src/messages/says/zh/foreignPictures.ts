import type { foreignPictures as en } from '../en/foreignPictures'

export const foreignPictures: typeof en = {
  convertItWithVipsVips:
    '请用 vips 转换（vips tiffsave IN OUT.tif --tile --pyramid --bigtiff --compression jpeg --properties），或从 QuPath 导出为 OME-TIFF',
  exportItAsOmeTiff:
    '请从 QuPath 导出为 OME-TIFF，或用 Bio-Formats 转换（bfconvert -series 0 -tilex 512 -tiley 512 IN OUT.ome.tif）',
  convertItWithGdalGdal: '请用 GDAL 转换（gdal_translate -co TILED=YES -co COMPRESS=DEFLATE IN OUT.tif）',
  saveItAsTiffOr: '请用原程序另存为 TIFF 或 PNG',
  aSlideOfHamamatsuNdpi: '滨松切片扫描图像（NDPI）',
  aSlideOfLeicaScn: '徕卡切片扫描图像（SCN）',
  aSlideOf3dhistechMrxs: '3DHISTECH 切片扫描图像（MRXS）',
  aSlideOfVentanaBif: 'Ventana 切片扫描图像（BIF）',
  aSlideOfOlympusVsi: '奥林巴斯切片扫描图像（VSI）',
  aPictureOfZeissCzi: '蔡司图像（CZI）',
  aPictureOfLeicaLif: '徕卡图像（LIF）',
  aPictureOfNikonNd2: '尼康图像（ND2）',
  aDicomPicture: 'DICOM 图像',
  bioFormatsOfAnX: (bioFormats) =>
    `${bioFormats}；若是 X 光片或单幅图像，也可用 dcmj2pnm --write-16-bit-png IN OUT.png`,
  aJpeg2000Picture: 'JPEG 2000 图像',
  anEcwOrMrSid: 'ECW 或 MrSID 图像',
  aPictureOfErdas: 'ERDAS 图像',
  aVirtualRasterOfGdal: 'GDAL 虚拟栅格',
  aJpegXlPicture: 'JPEG XL 图像',
  aHeicPicture: 'HEIC 图像',
  aPhotoshopDocument: 'Photoshop 文档',
  aWindowsBitmap: 'Windows 位图',
  aFolderOfOmeZarr: 'OME-Zarr 文件夹',
  convertItWithRaw2ometiffRaw2ometiff:
    '请用 raw2ometiff 转换（raw2ometiff IN OUT.ome.tif），或从 napari 或 QuPath 导出为 OME-TIFF',
  fileIsNameWhichIs: (file, name, way) => `“${file}”是${name}，无法直接读取：${way}。`,
}

import type { image as en } from '../en/image'

export const image: typeof en = {
  preparingTheImage: '预处理图像',
  fileChangedWhileItWas: (file) => `读取过程中“${file}”发生了变化：请重新导入。`,
  aFolder: '文件夹',
  oldColors: (name, more) =>
    `${name}${more > 0 ? ` 及另外 ${more} 张图像` : ''}显示的颜色由旧版本按其颜色配置文件或油墨转换而来，与文件本身的颜色不同：请重新导入。`,
  pathIsNotADeep: (path) => `“${path}”不是可读取的 Deep Zoom 图像：请选择其他文件。`,
  itHasAnotherSizeThan: '其尺寸与图像的说明不符',
  itIsLargerThanThe: '其尺寸大于图像的说明',
  fileIsAFolderChoose: (file) => `“${file}”是文件夹：请选择其中的图像。`,
  fileIsNoFileBut: (file) => `“${file}”不是文件，而是设备或管道：请选择图像。`,
  fileIsEmpty0Bytes: (file) => `“${file}”是空文件（0 字节）：请从原处重新复制。`,
  saveItWithLzwOr: '请用 LZW 或 Deflate 压缩另存（gdal_translate -co COMPRESS=DEFLATE IN OUT）',
  saveItAnewAsAn: '请另存为 8 位或 16 位 TIFF',
  fileHasProblemWhichCannot: (file, problem, way) => `“${file}”含有${problem}，无法读取：${way}。`,
  fileIsADamagedSignature: (file, signature) => `“${file}”是已损坏的 ${signature} 文件：请从原处重新复制。`,
  fileHasCmykColoursWith: (file, channels, depth) =>
    `“${file}”为 CMYK 颜色，含 ${channels} 个 ${depth} 类型的通道：请另存为 8 位 RGB 图像。`,
  nameIsMovingTheFirst: (name, pages) => `“${name}”是动图：只取其 ${pages} 帧中的第一帧。`,
  nameHoldsPicturesPicturesThe: (name, pictures) => `“${name}”含有 ${pictures} 张图像：只取第一张。`,
  nameHasAGainMap: (name) =>
    `“${name}”带有用于高动态范围屏幕的增益图（Ultra HDR）：只取其基础图像，即普通屏幕所显示的样子。`,
  nameHasCmykColoursThey: (name) => `“${name}”为 CMYK 颜色：按简单公式转换为红、绿、蓝，不使用颜色配置文件。`,
  nameHasTheColourProfile: (name, profile) =>
    `“${name}”带有颜色配置文件“${profile}”：数值按原样使用，不转换到 sRGB。`,
  thereIsNoFileFile: (file) => `没有文件“${file}”：它已被移动或删除；请放回原处或选择其他文件。`,
  fileMayNotBeRead: (file) => `没有权限读取“${file}”：请修改其权限或选择其他文件。`,
  fileIsDamagedOrCut: (file) => `“${file}”已损坏或不完整：请从原处重新复制。`,
  fileIsNotAPicture: (file) => `“${file}”不是可读取的图像：请选择 JPEG、PNG、TIFF 或 WebP 文件。`,
  fileCannotBeDecodedText: (file, text) => `无法解码“${file}”（${text}）：请用原程序重新保存。`,
  theFolderFileCannotBe: (file) => `无法写入文件夹“${file}”：请修改其权限，或移动项目。`,
  preparingFile: (file) => `正在预处理 ${file}`,
  thisPartOfPathIs: (path) => `“${path}”的这一部分仍在预处理：请稍候。`,
  pathHasNoTileColumn: (path, column, row, level) => `“${path}”在第 ${level} 级没有切片 ${column}、${row}。`,
  channelI: (i) => `通道 ${i}`,
  pathIsNotPreparedFor: (path) => `“${path}”尚未完成预处理：请等待，或重新导入。`,
  pathIsDamagedImportIts: (path) => `“${path}”已损坏：请重新导入其图像。`,
  pathIsWidthHeightPixels: (path, width, height, imageWidth, imageHeight) =>
    `“${path}”现在为 ${width} × ${height} 像素，导入时为 ${imageWidth} × ${imageHeight}：请放回原文件，或将此文件作为新图像导入。`,
  thePictureEndedBeforeIts: '图像在最后一行之前就结束了：请从原处重新复制。',
  thePictureHasSamplesOf: '图像的采样类型未知。',
  pathHasChangedSinceIt: (path) =>
    `“${path}”自导入后已发生变化，其标注可能不再对应：请放回原文件，或将此文件作为新图像导入。`,
  addressCannotBeRead: (address, why) =>
    `无法读取“${address}”（${why}）：请检查那里的文件服务器是否在运行并支持范围请求，以及 --paths 中的文件夹是否正确。`,
  itAnswersNoRanges: '它不支持范围请求',
  itHasChanged: '文件在读取期间发生了变化',
  itIsAskedForTooMuch: (bytes) => `一次 ${bytes} 字节过多`,
  pathIsDecodedWhole: (path) =>
    `“${path}”需要整体解码，因此无法按范围读取：请在 --paths 中为其文件夹指定各方都能访问的路径，或将其转换为分块 TIFF。`,
  preparing: '预处理',
  grey: '灰度',
  red: '红',
  green: '绿',
  blue: '蓝',
}

import type { figures as en } from '../en/figures'

export const figures: typeof en = {
  tooLarge: (width, dpi, pixels, most) =>
    `--width ${width} 在 ${dpi} dpi 下为 ${pixels} 像素，而一张图最多 ${most} 百万像素：请减小宽度或 dpi。`,
  noClassOfProject: '不属于项目的类别',
}

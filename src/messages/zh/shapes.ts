import type { shapes as en } from '../en/shapes'

export const shapes: typeof en = {
  point: '点',
  box: '矩形框',
  rotatedBox: '旋转框',
  ellipse: '椭圆',
  polygon: '多边形',
  polyline: '折线',
  fourCornersSquared: '不成矩形的四个角点，改为最接近的旋转框',
}

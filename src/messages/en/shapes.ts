export const shapes = {
  point: 'point',
  box: 'box',
  rotatedBox: 'rotated box',
  ellipse: 'ellipse',
  polygon: 'polygon',
  polyline: 'polyline',
  fourCornersSquared: 'four corners that are no rectangle, to the turned box nearest to them',
}

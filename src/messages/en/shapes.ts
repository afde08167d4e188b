export const shapes = {
  point: 'point',
  box: 'box',
  rotatedBox: 'rotated box',
  ellipse: 'ellipse',
  polygon: 'polygon',
  polyline: 'polyline',
}

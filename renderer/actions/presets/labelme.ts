import type { KeyPreset } from './preset'

/** LabelMe 7's keys: D and A go through images, Ctrl+R and Ctrl+N draw rectangles and polygons. */
export const labelmeKeys: KeyPreset = {
  id: 'labelme',
  label: 'LabelMe',
  keys: {
    'image.next': ['D'],
    'image.previous': ['A'],
    'tool.box': ['Ctrl+R'],
    'tool.polygon': ['Ctrl+N'],
    'tool.select': ['Ctrl+J'],
    'project.new': ['Ctrl+Shift+N'],
    'window.table': ['Ctrl+Shift+J'],
    'edit.delete': ['Delete'],
    'edit.duplicate': ['Ctrl+D'],
    'edit.copy': ['Ctrl+C'],
    'edit.paste': ['Ctrl+V'],
    'view.objects': ['T'],
    'view.fit': ['Ctrl+F'],
    'view.actual': ['Ctrl+0'],
    'view.zoomIn': ['Ctrl+Plus', 'Ctrl+='],
    'view.zoomOut': ['Ctrl+-'],
  },
}

import type { KeyPreset } from './preset'

/** QuPath's keys: letters for tools, A annotations, D detections, C the colour overlay, Ctrl+L the command list. */
export const qupath: KeyPreset = {
  id: 'qupath',
  label: 'QuPath',
  keys: {
    'tool.pan': ['M'],
    'tool.select': ['S'],
    'tool.box': ['R'],
    'tool.ellipse': ['O'],
    'tool.polygon': ['P'],
    'tool.brush': ['B'],
    'tool.wand': ['W'],
    'tool.point': ['.'],
    'tool.polyline': ['V'],
    'view.objects': ['A'],
    'view.detections': ['D'],
    'view.heat': ['C'],
    'view.fill': ['F'],
    'edit.duplicate': ['Shift+D'],
    'edit.redo': ['Ctrl+Shift+Z'],
    'image.next': ['PageDown'],
    'image.previous': ['PageUp'],
    'window.palette': ['Ctrl+L'],
    'review.skip': ['N'],
  },
}

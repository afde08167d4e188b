import type { KeyPreset } from './preset'

const digits = Array.from({ length: 9 }, (_, i) => [`class.${i + 1}`, [`Ctrl+${i + 1}`]] as const)
const steps = ['annotate', 'dataset', 'train', 'predict', 'review']

/** CVAT's keys, by its user guide: F and D go through images, N draws again, Ctrl and a digit gives a class. */
export const cvatKeys: KeyPreset = {
  id: 'cvat',
  label: 'CVAT',
  keys: {
    'image.next': ['F'],
    'image.previous': ['D'],
    'tool.repeat': ['N'],
    'edit.redo': ['Ctrl+Shift+Z', 'Ctrl+Y'],
    'edit.delete': ['Delete'],
    'edit.copy': ['Ctrl+C'],
    'edit.paste': ['Ctrl+V'],
    'edit.lock': ['L'],
    'object.next': ['Tab'],
    'object.previous': ['Shift+Tab'],
    'class.hide': ['H'],
    'view.objects': ['T'],
    'window.help': ['F1'],
    ...Object.fromEntries(digits),
    ...Object.fromEntries(steps.map((step, i) => [`step.${step}`, [`Alt+${i + 1}`]])),
  },
}

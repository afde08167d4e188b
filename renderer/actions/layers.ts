import { t } from '../../src/messages/messages'
import type { Action } from './action'
import { noImage, noPrediction } from './needs'

export const viewObjects: Action = {
  id: 'view.objects',
  group: 'View',
  label: (s) => (s.overlay.objectsVisible ? t.actions.hideObjects : t.actions.showObjects),
  shortcuts: ['H'],
  refusal: noImage,
  run: ({ overlay }) => {
    overlay.objectsVisible = !overlay.objectsVisible
  },
}

export const viewFill: Action = {
  id: 'view.fill',
  group: 'View',
  label: (s) => (s.overlay.filled ? t.actions.drawShapesAsOutlines : t.actions.fillShapes),
  shortcuts: ['F'],
  refusal: noImage,
  run: ({ overlay }) => {
    overlay.filled = !overlay.filled
  },
}

export const viewDetections: Action = {
  id: 'view.detections',
  group: 'View',
  label: (s) => (s.overlay.detectionsVisible ? t.actions.hideDetections : t.actions.showDetections),
  shortcuts: ['Shift+H'],
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.detectionsVisible = !overlay.detectionsVisible
  },
}

export const viewHeat: Action = {
  id: 'view.heat',
  group: 'View',
  label: (s) => (s.overlay.heatVisible ? t.actions.hideTheHeatMap : t.actions.showTheHeatMap),
  shortcuts: ['C'],
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.heatVisible = !overlay.heatVisible
  },
}

export const thresholdUp: Action = {
  id: 'predict.thresholdUp',
  group: 'View',
  get label() {
    return t.actions.raiseTheThreshold
  },
  shortcuts: ['Shift+ArrowUp'],
  repeats: true,
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.shiftThreshold(0.01)
  },
}

export const thresholdDown: Action = {
  id: 'predict.thresholdDown',
  group: 'View',
  get label() {
    return t.actions.lowerTheThreshold
  },
  shortcuts: ['Shift+ArrowDown'],
  repeats: true,
  refusal: noPrediction,
  run: ({ overlay }) => {
    overlay.shiftThreshold(-0.01)
  },
}

/** Opens what changes how the picture looks. */
export const viewAdjust: Action = {
  id: 'view.adjust',
  group: 'View',
  get label() {
    return t.actions.brightnessAndColours
  },
  refusal: noImage,
  run: (s) => {
    s.settings.set({ panelOpen: true })
    s.step = 'annotate'
    s.overlay.adjusting = true
  },
}

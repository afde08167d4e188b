import { t } from '../../src/messages/messages'
import { toolOptions } from '../tools/options.svelte'
import { toolEntry } from '../tools/tools'
import type { Action } from './action'
import { noImage } from './needs'

const sized = ['brush', 'eraser', 'wand']

export const toolSettings: readonly Action[] = [
  {
    id: 'tool.repeat',
    group: 'Tools',
    label: () => t.actions.drawAgainLabel(toolEntry(toolOptions.lastDrawn).label),
    shortcuts: ['N'],
    refusal: noImage,
    run: (s) => {
      s.tool = toolOptions.lastDrawn
    },
  },
  {
    id: 'tool.smaller',
    group: 'Tools',
    get label() {
      return t.actions.smallerBrushNarrowerTolerance
    },
    shortcuts: ['['],
    repeats: true,
    tools: sized,
    refusal: noImage,
    run: (s) => toolOptions.resize(s.tool, false),
  },
  {
    id: 'tool.larger',
    group: 'Tools',
    get label() {
      return t.actions.largerBrushWiderTolerance
    },
    shortcuts: [']'],
    repeats: true,
    tools: sized,
    refusal: noImage,
    run: (s) => toolOptions.resize(s.tool, true),
  },
]

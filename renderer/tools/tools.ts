import Hand from '@lucide/svelte/icons/hand'
import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2'
import Pentagon from '@lucide/svelte/icons/pentagon'
import CircleDot from '@lucide/svelte/icons/circle-dot'
import Square from '@lucide/svelte/icons/square'
import SquareCheck from '@lucide/svelte/icons/square-check'
import { boxTool } from './box'
import { checkedAreaTool } from './checkedArea'
import { panTool } from './pan'
import { pointTool } from './point'
import { polygonTool } from './polygon'
import { selectTool } from './select'
import type { Tool, ToolContext } from './tool'

export interface ToolEntry {
  readonly id: string
  readonly label: string
  /** The default key; the person may change it. */
  readonly shortcut: string
  readonly icon: typeof Hand
  readonly cursor: string
  /** Draws something new: the view shows a cross hair. */
  readonly draws: boolean
  create(context: ToolContext): Tool
}

/** All tools, in the order of the toolbar: a new one is a file and a line here. */
export const tools = [
  {
    id: 'select',
    label: 'Select',
    shortcut: 'V',
    icon: MousePointer2,
    cursor: 'default',
    draws: false,
    create: selectTool,
  },
  { id: 'pan', label: 'Pan', shortcut: 'M', icon: Hand, cursor: 'grab', draws: false, create: panTool },
  { id: 'box', label: 'Box', shortcut: 'R', icon: Square, cursor: 'crosshair', draws: true, create: boxTool },
  {
    id: 'polygon',
    label: 'Polygon',
    shortcut: 'P',
    icon: Pentagon,
    cursor: 'crosshair',
    draws: true,
    create: polygonTool,
  },
  {
    id: 'point',
    label: 'Point',
    shortcut: '.',
    icon: CircleDot,
    cursor: 'crosshair',
    draws: true,
    create: pointTool,
  },
  {
    id: 'checkedArea',
    label: 'Checked area',
    shortcut: 'K',
    icon: SquareCheck,
    cursor: 'crosshair',
    draws: true,
    create: checkedAreaTool,
  },
] as const satisfies readonly ToolEntry[]

export type ToolId = (typeof tools)[number]['id']

export function toolEntry(id: string): ToolEntry {
  return tools.find((tool) => tool.id === id) ?? tools[0]
}

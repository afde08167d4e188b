import Calculator from '@lucide/svelte/icons/calculator'
import Brush from '@lucide/svelte/icons/brush'
import CircleDot from '@lucide/svelte/icons/circle-dot'
import Diamond from '@lucide/svelte/icons/diamond'
import Ellipse from '@lucide/svelte/icons/ellipse'
import Eraser from '@lucide/svelte/icons/eraser'
import Hand from '@lucide/svelte/icons/hand'
import Lasso from '@lucide/svelte/icons/lasso'
import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2'
import Pentagon from '@lucide/svelte/icons/pentagon'
import Scissors from '@lucide/svelte/icons/scissors'
import Sparkles from '@lucide/svelte/icons/sparkles'
import Square from '@lucide/svelte/icons/square'
import SquareCheck from '@lucide/svelte/icons/square-check'
import Wand from '@lucide/svelte/icons/wand'
import Stamp from '@lucide/svelte/icons/stamp'
import Waypoints from '@lucide/svelte/icons/waypoints'
import { boxTool } from './box'
import { brushTool, eraserTool } from './brush'
import { checkedAreaTool } from './checkedArea'
import { countTool } from './count'
import { ellipseTool } from './ellipse'
import { fixedBoxTool } from './fixedBox'
import { lassoTool } from './lasso'
import { panTool } from './pan'
import { pointTool } from './point'
import { polygonTool } from './polygon'
import { polylineTool } from './polyline'
import { rotatedBoxTool } from './rotatedBox'
import { selectTool } from './select'
import { smartBoxTool } from './smartBox'
import { splitTool } from './split'
import type { Tool, ToolContext } from './tool'
import { wandTool } from './wand'

export interface ToolEntry {
  readonly id: string
  readonly label: string
  /** The default key; the person may change it. */
  readonly shortcut: string
  /** How it is used, beside its name. */
  readonly hint: string
  /** Tools of a group stand together. */
  readonly group: 'hold' | 'draw' | 'paint' | 'area'
  readonly icon: typeof Hand
  readonly cursor: string
  /** Draws something new: the view shows a cross hair. */
  readonly draws: boolean
  create(context: ToolContext): Tool
}

const hold = { group: 'hold', draws: false } as const
const draw = { group: 'draw', draws: true, cursor: 'crosshair' } as const
const paint = { group: 'paint', draws: true, cursor: 'crosshair' } as const

/** All tools, in the order of the toolbar: a new one is a file and a line here. */
export const tools = [
  {
    ...hold,
    id: 'select',
    label: 'Select',
    shortcut: 'V',
    hint: 'click, or drag a rectangle',
    icon: MousePointer2,
    cursor: 'default',
    create: selectTool,
  },
  {
    ...hold,
    id: 'lasso',
    label: 'Lasso',
    shortcut: 'Q',
    hint: 'draw around what is to be selected',
    icon: Lasso,
    cursor: 'crosshair',
    create: lassoTool,
  },
  {
    ...hold,
    id: 'pan',
    label: 'Pan',
    shortcut: 'M',
    hint: 'drag the picture',
    icon: Hand,
    cursor: 'grab',
    create: panTool,
  },
  {
    ...hold,
    id: 'split',
    label: 'Split',
    shortcut: 'Shift+S',
    hint: 'drag a line through an object',
    icon: Scissors,
    cursor: 'crosshair',
    create: splitTool,
  },
  {
    ...draw,
    id: 'box',
    label: 'Box',
    shortcut: 'R',
    hint: 'drag, or two clicks',
    icon: Square,
    create: boxTool,
  },
  {
    ...draw,
    id: 'rotatedBox',
    label: 'Rotated box',
    shortcut: 'Shift+R',
    hint: 'drag one side, then click the other',
    icon: Diamond,
    create: rotatedBoxTool,
  },
  {
    ...draw,
    id: 'fixedBox',
    label: 'One-click box',
    shortcut: 'T',
    hint: 'as large as the last one',
    icon: Stamp,
    create: fixedBoxTool,
  },
  {
    ...draw,
    id: 'ellipse',
    label: 'Ellipse',
    shortcut: 'O',
    hint: 'drag, or two clicks',
    icon: Ellipse,
    create: ellipseTool,
  },
  {
    ...draw,
    id: 'polygon',
    label: 'Polygon',
    shortcut: 'P',
    hint: 'click the corners, Enter ends',
    icon: Pentagon,
    create: polygonTool,
  },
  {
    ...draw,
    id: 'polyline',
    label: 'Polyline',
    shortcut: 'Shift+P',
    hint: 'click the points, Enter ends',
    icon: Waypoints,
    create: polylineTool,
  },
  { ...draw, id: 'point', label: 'Point', shortcut: '.', hint: 'click', icon: CircleDot, create: pointTool },
  {
    ...paint,
    id: 'smartBox',
    label: 'Smart box',
    shortcut: 'S',
    hint: 'click an object: its outline is found',
    icon: Sparkles,
    create: smartBoxTool,
  },
  {
    ...paint,
    id: 'brush',
    label: 'Brush',
    shortcut: 'B',
    hint: 'paint; Shift adds, Alt cuts, [ and ] change the size',
    icon: Brush,
    create: brushTool,
  },
  {
    ...paint,
    id: 'eraser',
    label: 'Eraser',
    shortcut: 'E',
    hint: 'cut away; [ and ] change the size',
    icon: Eraser,
    create: eraserTool,
  },
  {
    ...paint,
    id: 'wand',
    label: 'Magic wand',
    shortcut: 'W',
    hint: 'click a colour; [ and ] change the tolerance',
    icon: Wand,
    create: wandTool,
  },
  {
    id: 'checkedArea',
    label: 'Checked area',
    shortcut: 'K',
    hint: 'drag over what is completely marked',
    group: 'area',
    icon: SquareCheck,
    cursor: 'crosshair',
    draws: true,
    create: checkedAreaTool,
  },
  {
    group: 'area',
    draws: true,
    cursor: 'crosshair',
    id: 'count',
    label: 'Count',
    shortcut: 'Shift+C',
    hint: 'drag over what is to be counted, with Alt by hand',
    icon: Calculator,
    create: countTool,
  },
] as const satisfies readonly ToolEntry[]

export type ToolId = (typeof tools)[number]['id']

export function toolEntry(id: string): ToolEntry {
  return tools.find((tool) => tool.id === id) ?? tools[0]
}

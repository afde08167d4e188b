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
import { t } from '../../src/messages/messages'
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
    get label() {
      return t.tools.select
    },
    shortcut: 'V',
    get hint() {
      return t.tools.clickOrDragARectangle
    },
    icon: MousePointer2,
    cursor: 'default',
    create: selectTool,
  },
  {
    ...hold,
    id: 'lasso',
    get label() {
      return t.tools.lasso
    },
    shortcut: 'Q',
    get hint() {
      return t.tools.drawAroundWhatIsTo
    },
    icon: Lasso,
    cursor: 'crosshair',
    create: lassoTool,
  },
  {
    ...hold,
    id: 'pan',
    get label() {
      return t.tools.pan
    },
    shortcut: 'M',
    get hint() {
      return t.tools.dragThePicture
    },
    icon: Hand,
    cursor: 'grab',
    create: panTool,
  },
  {
    ...hold,
    id: 'split',
    get label() {
      return t.tools.split
    },
    shortcut: 'Shift+S',
    get hint() {
      return t.tools.dragALineThroughAn
    },
    icon: Scissors,
    cursor: 'crosshair',
    create: splitTool,
  },
  {
    ...draw,
    id: 'box',
    get label() {
      return t.tools.box
    },
    shortcut: 'R',
    get hint() {
      return t.tools.dragOrTwoClicks
    },
    icon: Square,
    create: boxTool,
  },
  {
    ...draw,
    id: 'rotatedBox',
    get label() {
      return t.tools.rotatedBox
    },
    shortcut: 'Shift+R',
    get hint() {
      return t.tools.dragOneSideThenClick
    },
    icon: Diamond,
    create: rotatedBoxTool,
  },
  {
    ...draw,
    id: 'fixedBox',
    get label() {
      return t.tools.oneClickBox
    },
    shortcut: 'T',
    get hint() {
      return t.tools.asLargeAsTheLast
    },
    icon: Stamp,
    create: fixedBoxTool,
  },
  {
    ...draw,
    id: 'ellipse',
    get label() {
      return t.tools.ellipse
    },
    shortcut: 'O',
    get hint() {
      return t.tools.dragOrTwoClicks
    },
    icon: Ellipse,
    create: ellipseTool,
  },
  {
    ...draw,
    id: 'polygon',
    get label() {
      return t.tools.polygon
    },
    shortcut: 'P',
    get hint() {
      return t.tools.clickTheCornersEnterEnds
    },
    icon: Pentagon,
    create: polygonTool,
  },
  {
    ...draw,
    id: 'polyline',
    get label() {
      return t.tools.polyline
    },
    shortcut: 'Shift+P',
    get hint() {
      return t.tools.clickThePointsEnterEnds
    },
    icon: Waypoints,
    create: polylineTool,
  },
  {
    ...draw,
    id: 'point',
    get label() {
      return t.tools.point
    },
    shortcut: '.',
    get hint() {
      return t.tools.click
    },
    icon: CircleDot,
    create: pointTool,
  },
  {
    ...paint,
    id: 'smartBox',
    get label() {
      return t.tools.smartBox
    },
    shortcut: 'S',
    get hint() {
      return t.tools.clickAnObjectItsOutline
    },
    icon: Sparkles,
    create: smartBoxTool,
  },
  {
    ...paint,
    id: 'brush',
    get label() {
      return t.tools.brush
    },
    shortcut: 'B',
    get hint() {
      return t.tools.paintShiftAddsAltCuts
    },
    icon: Brush,
    create: brushTool,
  },
  {
    ...paint,
    id: 'eraser',
    get label() {
      return t.tools.eraser
    },
    shortcut: 'E',
    get hint() {
      return t.tools.cutAwayAndChangeThe
    },
    icon: Eraser,
    create: eraserTool,
  },
  {
    ...paint,
    id: 'wand',
    get label() {
      return t.tools.magicWand
    },
    shortcut: 'W',
    get hint() {
      return t.tools.clickAColourAndChange
    },
    icon: Wand,
    create: wandTool,
  },
  {
    id: 'checkedArea',
    get label() {
      return t.tools.checkedArea
    },
    shortcut: 'K',
    get hint() {
      return t.tools.dragOverWhatIsCompletely
    },
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
    get label() {
      return t.tools.count
    },
    shortcut: 'Shift+C',
    get hint() {
      return t.tools.dragOverWhatIsTo
    },
    icon: Calculator,
    create: countTool,
  },
] as const satisfies readonly ToolEntry[]

export type ToolId = (typeof tools)[number]['id']

export function toolEntry(id: string): ToolEntry {
  return tools.find((tool) => tool.id === id) ?? tools[0]
}

import { OpenDocument } from '../../../../renderer/document/openDocument.svelte'
import type { PointerInput, Tool, ToolContext } from '../../../../renderer/tools/tool'
import { DetectionInstances } from '../../../../renderer/viewer/instances/detectionInstances'
import type { readPixels } from '../../../../renderer/viewer/tiles/pixels'
import { ToolHost } from '../../../../renderer/viewer/input/toolHost.svelte'
import { Viewport } from '../../../../renderer/viewer/input/viewport.svelte'
import type { ImageState } from '../../../../src/ipc/contract'
import { projectWithImage, scratch } from '../../shared/project.fixture'
import { storeApi } from '../../shared/viewer.fixture'

const at = scratch()
let folders = 0
export const p = (x: number, y: number, keys: Partial<PointerInput> = {}): PointerInput => {
  return { x, y, shift: false, alt: false, ctrl: false, ...keys }
}

/** The tools over a real project and the view's own host, 1280 × 800, one screen pixel a pixel. */
export async function setup(
  createTool: (context: ToolContext) => Tool,
  activeClass?: null,
  pixels?: typeof readPixels,
) {
  const { store, image: record, car } = await projectWithImage(at(`p${++folders}.windhover`))
  const image: ImageState = { ...record, objects: 0, checkedAreas: 0, predictions: [] }
  const document = new OpenDocument({ api: storeApi(store) })
  await document.load(image)
  const viewport = new Viewport(() => {})
  viewport.resize({ width: 1280, height: 800, ratio: 1 })
  viewport.show(image, { x: 1000, y: 1000, scale: 1 })
  const detections = new DetectionInstances()
  const picked: number[] = []
  const warned: string[] = []
  const asked = { class: null as number | null, times: 0 }
  const host = new ToolHost(
    () => ({
      image,
      document,
      activeClass: activeClass === null ? null : car.id,
      objectsVisible: true,
      detectionsVisible: true,
      threshold: 0.5,
      hidden: new Set<number>(),
      hiddenNumbers: new Set<number>(),
      needClass: () => (asked.times++, Promise.resolve(asked.class)),
      pick: (index) => picked.push(index),
      pickFound: (indices, adds) => picked.splice(0, adds ? 0 : picked.length, ...indices),
      tool: 'select',
      warn: (sentence) => warned.push(sentence),
    }),
    viewport,
    detections,
    pixels,
  )
  const tool = createTool(host)
  const drag = (from: PointerInput, to: PointerInput) => {
    tool.down(from)
    tool.move(p((from.x + to.x) / 2, (from.y + to.y) / 2, to))
    tool.move(to)
    tool.up(to)
  }
  const click = (where: PointerInput) => {
    tool.down(where)
    tool.up(where)
  }
  const shapes = () => [...document.objects.values()].map(({ shape }) => shape)
  return {
    tool,
    warned,
    host,
    document,
    viewport,
    detections,
    picked,
    asked,
    drag,
    click,
    shapes,
    store,
    image,
    car,
  }
}

import { bounds, type Shape } from '../document/records'
import { badLabels, type Format, ObjectList, shown } from './format'

// YOLO (Darknet, Ultralytics): a text file an image, `class cx cy w h` a line, or `class x1 y1 x2 y2 …` for outlines,
// relative to the image's size; a sixth column of a detection is its score. Class names stand in classes.txt.

function numbersOf(line: string, file: string, at: number): number[] {
  const words = line.split(/\s+/)
  const values = words.map(Number)
  const wrong = values.findIndex((value) => !Number.isFinite(value))
  if (wrong >= 0) throw badLabels(file, `line ${at} has "${shown(words[wrong])}" where a number should be; correct the line.`)
  return values
}

function shapeOf(values: readonly number[], width: number, height: number): Shape | undefined {
  if (values.length === 5 || values.length === 6) {
    const [, cx, cy, w, h] = values as [number, number, number, number, number]
    if (w <= 0 || h <= 0) return undefined
    return { kind: 'box', x: (cx - w / 2) * width, y: (cy - h / 2) * height, w: w * width, h: h * height }
  }
  if (values.length < 7 || values.length % 2 === 0) return undefined
  return { kind: 'polygon', points: values.slice(1).map((value, i) => value * (i % 2 === 0 ? width : height)) }
}

/** Ten digits keep a hundredth of a pixel in a picture of a million pixels a side. */
const relative = (value: number) => String(Number(value.toFixed(10)))

export const yolo: Format = {
  id: 'yolo',
  folder: true,
  ending: '.txt',

  detect: (file, text) => /\.txt$/i.test(file) && /^\s*(\d|$)/.test(text),

  read({ text, file, image, classNames }) {
    const list = new ObjectList(image, file)
    for (const [i, raw] of text.split('\n').entries()) {
      const line = raw.trim()
      if (line === '') continue
      const values = numbersOf(line, file, i + 1)
      const [number = -1] = values
      const name = Number.isInteger(number) ? (classNames[number] ?? (classNames.length === 0 ? `class ${number}` : undefined)) : undefined
      if (number < 0 || name === undefined) {
        throw badLabels(file, `line ${i + 1} has class ${number}, and there are ${classNames.length} classes (0 to ${classNames.length - 1}: ${classNames.join(', ')}); add the class or correct the line.`)
      }
      const shape = shapeOf(values, image.width, image.height)
      if (!shape) throw badLabels(file, `line ${i + 1} is neither "class x y width height" with a width and height above 0 nor an outline; correct the line.`)
      list.add(name, shape, `line ${i + 1}`)
    }
    const used = [...new Set(list.objects.map((object) => object.className))].sort()
    return { objects: list.objects, classNames: classNames.length > 0 ? classNames : used, warnings: list.warnings() }
  },

  write(images, classNames) {
    const counts = { written: 0, changed: 0, dropped: 0 }
    const files = images.map(({ image, objects }) => {
      const lines: string[] = []
      for (const { class: number, shape, score } of objects) {
        if (shape.kind === 'point') {
          counts.dropped++
          continue
        }
        if (shape.kind === 'polygon') counts.changed++
        counts.written++
        const { x, y, w, h } = bounds(shape)
        const box = [(x + w / 2) / image.width, (y + h / 2) / image.height, w / image.width, h / image.height].map(relative)
        lines.push([number, ...box, ...(score === undefined ? [] : [relative(score)])].join(' '))
      }
      return { name: image.name.replace(/\.[^.]+$/, '') + '.txt', text: lines.map((line) => `${line}\n`).join('') }
    })
    files.push({ name: 'classes.txt', text: classNames.map((name) => `${name}\n`).join('') })
    return { files, ...counts }
  },
}

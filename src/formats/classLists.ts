import { isAlias, parseDocument, visit } from 'yaml'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'
import { isObject } from './json'
import type { NamesBeside } from './format'

/**
 * Class names by number and the shape of key points out of Ultralytics' data.yaml: `names` is a list, or a map of numbers.
 * Undefined where it has no names. Throws AppError('label-yaml') with the line of what is wrong.
 */
export function namesFromYaml(text: string, file = 'data.yaml'): NamesBeside | undefined {
  const document = parseDocument(text.replace(/^\ufeff/, ''), { schema: 'core', uniqueKeys: true })
  let aliases = 0
  visit(document, (_, node) => void (isAlias(node) && aliases++))
  const [wrong] = document.errors
  if (wrong || aliases > 100)
    throw new AppError(
      'label-yaml',
      says.labels.fileLineThisIsNot(file, wrong?.linePos ? says.labels.lineLine(wrong.linePos[0].line) : ''),
      { cause: wrong },
    )
  const root: unknown = document.toJS()
  if (!isObject(root)) return undefined
  const names = namesOf(root['names'], file)
  if (!names) return undefined
  const shape = root['kpt_shape']
  const isShape =
    Array.isArray(shape) && shape.length === 2 && shape.every((n) => Number.isInteger(n) && n > 0)
  return { names, ...(isShape ? { keyPoints: [Number(shape[0]), Number(shape[1])] as const } : {}) }
}

function namesOf(value: unknown, file: string): string[] | undefined {
  if (Array.isArray(value)) return value.map((name, i) => nameOf(name, i))
  if (!isObject(value)) return undefined
  const names: string[] = []
  for (const [key, name] of Object.entries(value)) {
    const number = Number(key)
    if (!Number.isInteger(number) || number < 0 || number > 100_000)
      throw new AppError('label-yaml', says.labels.fileKeyInItsNames(file, key))
    names[number] = nameOf(name, number)
  }
  return Array.from(names, (name, i) => name ?? `class ${i}`)
}

const nameOf = (name: unknown, number: number) =>
  (name === null || name === undefined ? '' : String(name)).trim() || `class ${number}`

/** Class names out of classes.txt or Darknet's obj.names: one a line, the first is class 0. */
export function namesFromList(text: string): string[] {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/)
  while (lines.at(-1)?.trim() === '') lines.pop()
  return lines.map(nameOf)
}

/** CVAT's labelmap.txt: `name:red,green,blue:parts:actions` in each line. One of names only is a plain list. */
export function namesFromColours(text: string): NamesBeside {
  const lines = namesFromList(text).filter((line) => !line.startsWith('#'))
  const found = lines.map((line) => /^(.*?):(\d{1,3}),(\d{1,3}),(\d{1,3})(?=:|$)/.exec(line))
  if (found.length === 0 || found.some((line) => line === null)) return { names: lines }
  const colours = found.map((line) => [2, 3, 4].reduce((all, i) => all * 256 + Number(line?.[i]), 0))
  return { names: found.map((line, i) => nameOf(line?.[1], i)), colours }
}

/** Roboflow's _classes.csv beside masks: `Pixel Value, Class`. Undefined for any other table. */
export function namesFromPixelValues(text: string): NamesBeside | undefined {
  const [head = '', ...lines] = namesFromList(text)
  if (!/^pixel value\s*,\s*class$/i.test(head)) return undefined
  const names: string[] = []
  for (const line of lines) {
    const [value, name] = line.split(/,(.*)/)
    const number = Number(value)
    if (Number.isInteger(number) && number >= 0 && number < 65_536) names[number] = nameOf(name, number)
  }
  return { names: Array.from(names, (name, i) => name ?? `class ${i}`) }
}

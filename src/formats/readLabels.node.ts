import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { AppError } from '../base/errors'
import { badLabels, type LabelledImage, type LabelObject } from './format'
import { formatById, formats } from './formats'

/**
 * Reads an image's labels out of one or more files. Numbered classes get their names from classes.txt or data.yaml
 * beside the file, and only where neither is there from `classNames`.
 */
export async function readLabels(job: {
  files: readonly string[]
  format: string
  image: LabelledImage
  classNames: readonly string[]
}): Promise<{ objects: LabelObject[]; classNames: string[]; warnings: string[] }> {
  const objects: LabelObject[] = []
  const names = new Set<string>()
  const warnings: string[] = []
  for (const path of job.files) {
    const file = basename(path)
    const text = await readText(path)
    const format = job.format === 'auto' ? formats.find((f) => f.detect(file, text)) : formatById(job.format)
    if (!format) throw badLabels(file, `this is no label file that Windhover reads (${formats.map((f) => f.id).join(', ')}).`)
    const beside = format.id === 'yolo' ? await namesBeside(path) : undefined
    const read = format.read({ text, file, image: job.image, classNames: beside ?? job.classNames })
    for (const object of read.objects) objects.push(object)
    for (const name of read.classNames) names.add(name)
    warnings.push(...read.warnings)
  }
  if (objects.length === 0) warnings.push(`${job.files.map((f) => basename(f)).join(', ')}: there is no object in it for ${job.image.name}.`)
  return { objects, classNames: [...names], warnings }
}

async function readText(path: string): Promise<string> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(path)
  } catch (error) {
    throw new AppError('file-unreadable', `${path} cannot be read (${error instanceof Error ? error.message : String(error)}).`)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw badLabels(basename(path), 'this is not a text file; choose the label file that belongs to the picture.')
  }
}

async function namesBeside(path: string): Promise<string[] | undefined> {
  const list = join(dirname(path), 'classes.txt')
  if (existsSync(list)) return (await readText(list)).split('\n').map((name) => name.trim()).filter(Boolean)
  const yaml = join(dirname(path), 'data.yaml')
  if (!existsSync(yaml)) return undefined
  // Ultralytics writes `names: [a, b]` or a block of `0: a` lines; both are read without a YAML library.
  const text = await readText(yaml)
  const inline = /^names:\s*\[([^\]]*)\]/m.exec(text)?.[1]
  const unquote = (name: string) => name.trim().replace(/^(['"])(.*)\1$/, '$2')
  if (inline !== undefined) return inline.split(',').map(unquote).filter(Boolean)
  const block = /^names:\s*\n((?:\s+(?:\d+:|-)\s*.+\n?)+)/m.exec(text)?.[1]
  return block?.split('\n').map((line) => unquote(line.replace(/^\s*(?:\d+:|-)\s*/, ''))).filter(Boolean)
}

import { SaxesParser } from 'saxes'
import { AppError } from '../base/errors'
import { says } from '../messages/says/says'

/** An element of a label file, names without their prefixes. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Its own text, without that of its children. */
  readonly text: string
  /** In the file, from 1. */
  readonly line: number
}

interface Growing extends XmlElement {
  readonly children: Growing[]
  text: string
}

/**
 * The root of an XML document. Entities beyond XML's five are not replaced but refused: nothing grows, nothing is fetched.
 * Throws AppError('label-xml') with the line.
 */
export function parseXml(text: string, file: string): XmlElement {
  const parser = new SaxesParser()
  const open: Growing[] = []
  let root: Growing | undefined
  const local = (name: string) => name.slice(name.indexOf(':') + 1)
  const addText = (piece: string) => {
    const element = open.at(-1)
    if (element) element.text += piece
  }
  parser.on('error', (error) => {
    throw new AppError(
      'label-xml',
      says.labels.fileLineLineThisIsNotValid(
        file,
        parser.line,
        error.message.replace(/^[\d:]+\s*/, '').replace(/\.$/, ''),
      ),
      { cause: error },
    )
  })
  parser.on('opentag', ({ name, attributes }) => {
    const element: Growing = { name: local(name), attributes, children: [], text: '', line: parser.line }
    open.at(-1)?.children.push(element)
    root ??= element
    open.push(element)
  })
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => open.pop())
  parser.write(text).close()
  if (!root) throw new AppError('label-xml', says.labels.fileHasNoElementsIt(file))
  return root
}

export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name)
}

export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name)
}

/** The text of a child, without blanks round it; undefined where there is no such child. */
export function textOf(element: XmlElement, name: string): string | undefined {
  return childOf(element, name)?.text.trim()
}

/** A number in a label file. Throws AppError('label-value') naming it. */
export function numberIn(text: string | undefined, name: string, where: string): number {
  const value = text ? Number(text) : NaN
  if (Number.isFinite(value)) return value
  throw new AppError(
    'label-value',
    says.labels.whereNameIsTextIt(
      where,
      name,
      text === undefined ? says.labels.missing : `"${text.slice(0, 40)}"`,
    ),
  )
}

export function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": 'apos',
  }
  return text.replace(/[&<>"']/g, (sign) => `&${entities[sign]};`)
}

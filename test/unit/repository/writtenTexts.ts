import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'svelte/compiler'
import ts from 'typescript'

// Finds texts that a person would read and that are written into code, where the catalogue has none of them.

export const root = join(import.meta.dirname, '../../..')

export interface Written {
  readonly file: string
  readonly text: string
}

export function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.(ts|svelte)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : []
  })
}

export const read = (file: string): string => readFileSync(join(root, file), 'utf8')

/** Attributes whose value no person reads. */
const silent = new Set(
  (
    'class type role id kind style for name viewBox d fill stroke points action align side tool group part lang dir ' +
    'aria-controls aria-labelledby aria-describedby aria-live aria-orientation aria-hidden aria-haspopup aria-expanded ' +
    'aria-selected aria-disabled aria-multiselectable aria-invalid aria-current autocomplete scope draggable popover ' +
    'preserveAspectRatio fill-rule patternUnits'
  ).split(' '),
)

const letters = /\p{L}{2}/u
/** Of a string in an expression: a sentence, or a word that begins as a label does. */
const isText = (text: string) =>
  letters.test(text) && (/\p{L}.*\s|\s.*\p{L}/u.test(text.trim()) || /^\p{Lu}\p{Ll}/u.test(text.trim()))

/** @param file a component or a module, below the root */
export function writtenTexts(file: string): Written[] {
  const source = read(file)
  const texts = file.endsWith('.svelte') ? inComponent(source) : inScript(source)
  return texts.map((text) => ({ file, text: text.replace(/\s+/g, ' ').trim() }))
}

type Node = Record<string, unknown> & { readonly type: string; readonly start: number; readonly end: number }
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** Markup and attributes by the component's tree; whatever is an expression or a script by TypeScript's. */
function inComponent(source: string): string[] {
  const found: string[] = []
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit)
    if (!isNode(value)) return
    const { type } = value
    if (type === 'Text')
      return void (letters.test(String(value['data'])) && found.push(String(value['data'])))
    if (type === 'StyleSheet' || type === 'StyleDirective' || type === 'ClassDirective' || type === 'Comment')
      return
    if (type === 'Attribute' && (silent.has(String(value['name'])) || value['value'] === true)) return
    if (type === 'Script') return void found.push(...inScript(source.slice(...inner(value))))
    if (/Expression$|^Literal$|^TemplateLiteral$|^VariableDeclaration$/.test(type))
      return void found.push(...inScript(`(${source.slice(value.start, value.end)})`))
    for (const [key, child] of Object.entries(value)) if (key !== 'parent' && key !== 'context') visit(child)
  }
  const { fragment, instance, module } = parse(source, { modern: true })
  visit([fragment, instance, module])
  return found
}

function inner(script: Node): [number, number] {
  const content = script['content'] as Node
  return [content.start, content.end]
}

/** String literals and templates of a script that are a text; names of imports and of types are none. */
function inScript(source: string): string[] {
  const found: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return
    if (ts.isCallExpression(node) && isForDevelopers(node.expression)) return
    if (ts.isNewExpression(node) && /^(Error|RangeError|DOMException)$/.test(node.expression.getText()))
      return
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      if (isText(node.text)) found.push(node.text)
    } else if (ts.isTemplateExpression(node)) {
      const text = [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…')
      if (letters.test(text) && /\p{L}{2}\s|\s\p{L}{2}|\p{L}{2}[:.!?,] /u.test(text)) found.push(text)
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('script.ts', source, ts.ScriptTarget.Latest, true))
  return found
}

/** What the code of a process says to a person, as `writtenTexts`; types and names apart. */
export function spokenTexts(file: string): Written[] {
  return writtenTexts(file).filter(({ text }) => /\p{L}\S* .*\p{L}/u.test(text))
}

const isForDevelopers = (called: ts.Expression) =>
  called.kind === ts.SyntaxKind.ImportKeyword || /^console\./.test(called.getText())

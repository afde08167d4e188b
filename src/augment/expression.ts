import { AppError } from '../base/errors'
import { t } from '../messages/messages'
import type { Normalisation } from './render'
import type { Effect } from './view'

/** Longest text of an expression. */
export const longestExpression = 1000

const channels = ['r', 'g', 'b'] as const

/** By name: how many arguments, and what it does to a row of values at a time. */
const functions = {
  log: [1, ([a]: Rows, to: Row, n: number) => each(n, to, (i) => Math.log(a[i]!))],
  exp: [1, ([a]: Rows, to: Row, n: number) => each(n, to, (i) => Math.exp(a[i]!))],
  sqrt: [1, ([a]: Rows, to: Row, n: number) => each(n, to, (i) => Math.sqrt(a[i]!))],
  abs: [1, ([a]: Rows, to: Row, n: number) => each(n, to, (i) => Math.abs(a[i]!))],
  min: [2, ([a, b]: Rows, to: Row, n: number) => each(n, to, (i) => Math.min(a[i]!, b[i]!))],
  max: [2, ([a, b]: Rows, to: Row, n: number) => each(n, to, (i) => Math.max(a[i]!, b[i]!))],
  pow: [2, ([a, b]: Rows, to: Row, n: number) => each(n, to, (i) => a[i]! ** b[i]!)],
  clip: [
    3,
    ([a, b, c]: Rows, to: Row, n: number) => each(n, to, (i) => Math.min(c[i]!, Math.max(b[i]!, a[i]!))),
  ],
} as const satisfies Record<string, readonly [number, Operation]>

type Row = Float32Array
/** An operation takes as many of them as it needs. */
type Rows = readonly [Row, Row, Row]
type Operation = (from: Rows, to: Row, count: number) => void

function each(count: number, to: Row, value: (i: number) => number): void {
  for (let i = 0; i < count; i++) to[i] = value(i)
}

// Written out: the usual operations, in loops that the engine turns into a few instructions each.
const operators: Readonly<Record<string, Operation>> = {
  '+': ([a, b], to, n) => {
    for (let i = 0; i < n; i++) to[i] = a[i]! + b[i]!
  },
  '-': ([a, b], to, n) => {
    for (let i = 0; i < n; i++) to[i] = a[i]! - b[i]!
  },
  '*': ([a, b], to, n) => {
    for (let i = 0; i < n; i++) to[i] = a[i]! * b[i]!
  },
  '/': ([a, b], to, n) => {
    for (let i = 0; i < n; i++) to[i] = a[i]! / b[i]!
  },
}

/** Pixels that are computed at a time: their values stay in the processor's cache. */
const block = 1024

/** A parsed expression as steps over numbered rows of values: 0, 1 and 2 are the channels. */
interface Program {
  readonly steps: { readonly run: Operation; readonly from: readonly number[]; readonly to: number }[]
  readonly constants: { readonly row: number; readonly value: number | string }[]
  /** The row that each channel becomes. */
  readonly results: [number, number, number]
  rows: number
}

/**
 * A preprocessing of the user's own: what the channels of each pixel become, from its values of 0..255, such as
 * `r=(r-g)/(r+g+1); g=log(g+1)`. A channel without an assignment stays; every right side sees the pixel as it was. Known are
 * + - * / ( ), the functions above, and `mean_r` … `std_b` of the train split. What is no number becomes 0. `fitted`: those
 * means and deviations. Fails with `bad-expression` and the position.
 */
export function compileExpression(text: string, { mean, std }: Normalisation): Effect {
  const { steps, constants, results, rows: count } = new Parser(text).program()
  const rows = Array.from({ length: count }, () => new Float32Array(block))
  for (const { row, value } of constants) {
    const [kind, channel] = String(value).split('_')
    const fitted = (kind === 'mean' ? mean : std)[channels.indexOf(channel as 'r')] ?? 0
    rows[row]!.fill(typeof value === 'number' ? value : fitted)
  }
  const work = steps.map(({ run, from: [a, b = 0, c = 0], to }) => ({
    run,
    from: [rows[a!]!, rows[b]!, rows[c]!] as const,
    to: rows[to]!,
  }))
  const [r, g, b] = [rows[0]!, rows[1]!, rows[2]!]
  const [newR, newG, newB] = results.map((row) => rows[row]!) as [Row, Row, Row]
  return (image) => {
    for (let first = 0; first < image.length; first += block * 3) {
      const n = Math.min(block, (image.length - first) / 3)
      for (let i = 0, at = first; i < n; i++, at += 3) {
        r[i] = within(image[at]!)
        g[i] = within(image[at + 1]!)
        b[i] = within(image[at + 2]!)
      }
      for (const { run, from, to } of work) run(from, to, n)
      for (let i = 0, at = first; i < n; i++, at += 3) {
        image[at] = finite(newR[i]!)
        image[at + 1] = finite(newG[i]!)
        image[at + 2] = finite(newB[i]!)
      }
    }
  }
}

/** Augmentation may have left the range, of which a root or a logarithm knows nothing. */
const within = (value: number) => (value < 0 ? 0 : value > 255 ? 255 : value)
const finite = (value: number) => (value - value === 0 ? value : 0)

/** What is wrong with an expression, in one sentence; undefined where nothing is. */
export function faultOf(text: string): string | undefined {
  try {
    compileExpression(text, { mean: [0, 0, 0], std: [1, 1, 1] })
    return undefined
  } catch (error) {
    return error instanceof AppError ? error.message : String(error)
  }
}

interface Token {
  readonly text: string
  readonly at: number
}

class Parser {
  private readonly tokens: readonly Token[]
  private next = 0
  private readonly made: Program = { steps: [], constants: [], results: [0, 1, 2], rows: 3 }

  constructor(text: string) {
    if (text.length > longestExpression)
      throw new AppError(
        'bad-expression',
        t.augmentErrors.thePreprocessingExpressionHasText(text.length, longestExpression),
      )
    const found = [...text.matchAll(/\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|[a-z_]\w*|\n|[^\s]/gi)]
    this.tokens = [
      ...found.map((match) => ({ text: match[0], at: match.index })),
      { text: '', at: text.length },
    ]
  }

  program(): Program {
    const set = new Set<number>()
    for (;;) {
      while (this.takes(';') || this.takes('\n'));
      if (this.token.text === '') break
      const channel = channels.indexOf(this.token.text as 'r')
      if (channel < 0) this.fail(t.augmentErrors.aChannelToSetR)
      if (set.has(channel)) this.fail(t.augmentErrors.aChannelThatIsNot)
      set.add(channel)
      this.next++
      this.expect('=')
      this.made.results[channel] = this.sum()
      if (![';', '\n', ''].includes(this.token.text)) this.fail(t.augmentErrors.anOperatorOrTheEnd)
    }
    if (set.size === 0) this.fail(t.augmentErrors.aChannelToSetR)
    return this.made
  }

  private sum(): number {
    let left = this.product()
    while (['+', '-'].includes(this.token.text)) {
      const operator = this.take()
      left = this.step(operators[operator]!, [left, this.product()])
    }
    return left
  }

  private product(): number {
    let left = this.factor()
    while (['*', '/'].includes(this.token.text)) {
      const operator = this.take()
      left = this.step(operators[operator]!, [left, this.factor()])
    }
    return left
  }

  private factor(): number {
    const { text } = this.token
    if (this.takes('-')) return this.step(operators['-']!, [this.constant(0), this.factor()])
    if (this.takes('(')) {
      const inner = this.sum()
      this.expect(')')
      return inner
    }
    if (/^[\d.]*\d/.test(text)) return this.constant(Number(this.take()))
    const channel = channels.indexOf(text as 'r')
    if (channel >= 0) return (this.next++, channel)
    if (/^(mean|std)_[rgb]$/.test(text)) return this.constant(this.take())
    if (Object.hasOwn(functions, text)) return this.call(this.take() as keyof typeof functions)
    return this.fail(t.augmentErrors.aNumberAChannelMean(Object.keys(functions).join(', ')))
  }

  private call(name: keyof typeof functions): number {
    const [count, run] = functions[name]
    this.expect('(')
    const from = [this.sum()]
    while (from.length < count) {
      this.expect(',')
      from.push(this.sum())
    }
    this.expect(')')
    return this.step(run, from)
  }

  private step(run: Operation, from: readonly number[]): number {
    this.made.steps.push({ run, from, to: this.made.rows })
    return this.made.rows++
  }

  private constant(value: number | string): number {
    this.made.constants.push({ row: this.made.rows, value })
    return this.made.rows++
  }

  private get token(): Token {
    return this.tokens[this.next] as Token
  }

  private take(): string {
    return (this.tokens[this.next++] as Token).text
  }

  private takes(text: string): boolean {
    const found = this.token.text === text
    if (found) this.next++
    return found
  }

  private expect(text: string): void {
    if (!this.takes(text)) this.fail(`"${text}"`)
  }

  private fail(wanted: string): never {
    const { text, at } = this.token
    const found =
      text === '' ? t.augmentErrors.itsEnd : text === '\n' ? t.augmentErrors.theEndOfTheLine : `"${text}"`
    throw new AppError(
      'bad-expression',
      t.augmentErrors.thePreprocessingExpressionIsWrong(at + 1, found, wanted),
    )
  }
}

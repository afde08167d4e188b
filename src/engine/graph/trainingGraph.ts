import { AppError } from '../../base/errors'
import type { Attribute, Binding } from './binding'
import type { OptimiserOptions } from './compiler'
import { dataType, GraphBuilder, type AttrValue, type Output } from './graphDef'
import type { Trace } from './trace'

/** A recorded step of a training, and which of its tensors are what (by the binding's numbers). */
export interface RecordedStep {
  readonly trace: Trace
  /** The batch: what is fed at each step, by name. */
  readonly inputs: readonly { name: string; id: number; dtype: number; shape: readonly number[] }[]
  /** The weights, trained ones first, then running statistics; `after` is what the step leaves in them. */
  readonly variables: readonly { id: number; after: number; shape: readonly number[] }[]
  readonly loss: number
  /** One a trained variable. */
  readonly gradients: readonly number[]
}

/** The order of the numbers that `step` takes in `hyper`; `still` changes nothing. */
export const hyperParameters = ['rate', 'epsilon', 'decay', 'averageShare'] as const
const still = [0, 1, 0, 0]

/** The names of a training graph's ends. A step fetches `result`: [loss, norm of the gradient]. */
export const graphEnds = {
  hyper: 'hyper',
  result: 'result',
  state: ['values', 'average', 'm', 'v'] as const,
  load: (name: string) => `load_${name}`,
  loaded: 'loaded',
  read: (name: string) => `read_${name}`,
  input: (i: number) => `input_${i}`,
  drawn: (i: number) => `drawn_${i}`,
}

const float: Readonly<Record<string, AttrValue>> = { T: { type: dataType.float } }

/** A flat f32 vector that lives in the session. */
class Resource {
  private readonly handle: Output

  constructor(
    private readonly graph: GraphBuilder,
    name: string,
    readonly size: number,
  ) {
    const shape = { shape: [size] }
    const dtype = { type: dataType.float }
    this.handle = graph.output('VarHandleOp', [], { dtype, shape, shared_name: { string: name } }, { name })
  }

  read(after: readonly string[] = []): Output {
    return this.graph.output('ReadVariableOp', [this.handle], { dtype: { type: dataType.float } }, { after })
  }

  /** Names the node that writes. */
  update(op: 'AssignVariableOp' | 'AssignAddVariableOp' | 'AssignSubVariableOp', value: Output): string {
    return this.graph.node(op, [this.handle, value], { dtype: { type: dataType.float } })
  }

  /** Adam, in place; its bias corrections are in `rate` and `epsilon` already. */
  adam(moments: readonly Resource[], scalars: readonly Output[], gradient: Output, after: string[]): string {
    const handles = [this.handle, ...moments.map(({ handle }) => handle)]
    return this.graph.node('ResourceApplyAdam', [...handles, ...scalars, gradient], float, { after })
  }
}

/**
 * The recorded step as a graph of its own, with weights, moments and averages in the session: one run is a whole step of
 * Adam with clipping, decoupled decay and moving averages. If loss or gradient are not finite it changes nothing.
 */
export function buildTrainingGraph(
  step: RecordedStep,
  binding: Binding,
  { beta1, beta2, gradientLimit }: OptimiserOptions,
): Uint8Array {
  const graph = new GraphBuilder()
  const sizes = step.variables.map(({ shape }) => shape.reduce((a, b) => a * b, 1))
  const count = step.gradients.length
  const total = (list: readonly number[]) => list.reduce((a, b) => a + b, 0)
  const [trained, tracked] = [total(sizes.slice(0, count)), total(sizes.slice(count))]

  const weights = new Resource(graph, 'weights', trained)
  const moments = [new Resource(graph, 'm', trained), new Resource(graph, 'v', trained)] as const
  const average = new Resource(graph, 'average', trained)
  const statistics = new Resource(graph, 'statistics', tracked)
  const statisticsAverage = new Resource(graph, 'statistics_average', tracked)

  const ids = new Map<number, Output>()
  const before = weights.read()
  const statisticsBefore = statistics.read()
  const place = (flat: Output, from: number, to: number) =>
    split(graph, flat, sizes.slice(from, to)).forEach((part, i) => {
      const variable = step.variables[from + i] as RecordedStep['variables'][number]
      ids.set(variable.id, reshape(graph, part, variable.shape))
    })
  place(before, 0, count)
  place(statisticsBefore, count, sizes.length)
  step.inputs.forEach(({ id, dtype, shape }, i) =>
    ids.set(id, graph.placeholder(graphEnds.input(i), dtype, shape)),
  )
  replay(graph, step.trace, binding, ids)

  const at = (id: number) => known(ids, id)
  const gradient = flatten(graph, step.gradients.map(at))
  const norm = graph.output(
    'Sqrt',
    [graph.output('Mul', [graph.output('L2Loss', [gradient], float), graph.scalar(2)], float)],
    float,
  )
  const loss = reshape(graph, at(step.loss), [])
  const isFinite = (x: Output) => graph.output('IsFinite', [x], float)
  const sound = graph.output('LogicalAnd', [isFinite(loss), isFinite(norm)])
  const whereSound = (then: Output, otherwise: Output) =>
    graph.output('Select', [sound, then, otherwise], float)

  const one = graph.scalar(1)
  const shrink = graph.output(
    'Minimum',
    [one, graph.output('RealDiv', [graph.scalar(gradientLimit), norm], float)],
    float,
  )
  // MulNoNan: what is not finite times nothing is nothing.
  const clipped = graph.output('MulNoNan', [gradient, whereSound(shrink, graph.scalar(0))], float)
  const fed = graph.placeholder(graphEnds.hyper, dataType.float, [hyperParameters.length])
  const bytes = new Uint8Array(Float32Array.from(still).buffer)
  const resting = graph.constant({ dtype: dataType.float, shape: [still.length], bytes })
  const hyper = split(
    graph,
    whereSound(fed, resting),
    hyperParameters.map(() => 1),
  )
  const [rate, epsilon, decay, averageShare] = hyper.map((x) => reshape(graph, x, [])) as [
    Output,
    Output,
    Output,
    Output,
  ]

  const decayed = weights.update('AssignSubVariableOp', graph.output('Mul', [before, decay], float))
  const betas = [beta1, beta2].map((beta) => whereSound(graph.scalar(beta), one))
  const none = graph.scalar(0)
  const moved = weights.adam(moments, [none, none, rate, ...betas, epsilon], clipped, [decayed])
  const done = [moved, follow(graph, average, weights.read([moved]), averageShare)]
  if (tracked > 0) {
    const observed = flatten(
      graph,
      step.variables.slice(count).map(({ after }) => at(after)),
    )
    const now = whereSound(observed, statisticsBefore)
    done.push(statistics.update('AssignVariableOp', now), follow(graph, statisticsAverage, now, averageShare))
  }
  const numbers = graph.output('Pack', [loss, norm], { ...float, N: { int: 2 }, axis: { int: 0 } })
  graph.node('Identity', [numbers], float, { name: graphEnds.result, after: done })

  loadAndRead(graph, {
    values: [weights, statistics],
    average: [average, statisticsAverage],
    m: [moments[0]],
    v: [moments[1]],
  })
  return graph.encode()
}

/** Nodes that put arrays from outside into the session and give them back. */
function loadAndRead(
  graph: GraphBuilder,
  state: Record<(typeof graphEnds.state)[number], readonly Resource[]>,
): void {
  const loaded: string[] = []
  for (const name of graphEnds.state) {
    const parts = state[name].filter(({ size }) => size > 0)
    const sizes = parts.map(({ size }) => size)
    const whole = graph.placeholder(graphEnds.load(name), dataType.float, [sizes.reduce((a, b) => a + b, 0)])
    split(graph, whole, sizes).forEach((values, i) =>
      loaded.push((parts[i] as Resource).update('AssignVariableOp', values)),
    )
    const now = concat(
      graph,
      parts.map((part) => part.read()),
    )
    graph.node('Identity', [now], float, { name: graphEnds.read(name) })
  }
  graph.node('Identity', [graph.scalar(1)], float, { name: graphEnds.loaded, after: loaded })
}

/** Puts the recorded operations into the graph; `ids` gets the outputs of each. */
function replay(graph: GraphBuilder, trace: Trace, binding: Binding, ids: Map<number, Output>): void {
  let drawn = 0
  for (const { id, dtype, shape, values, draw } of trace.created) {
    if (ids.has(id)) continue
    if (draw) {
      ids.set(id, graph.placeholder(graphEnds.drawn(drawn++), dtype, shape))
      continue
    }
    if (!ArrayBuffer.isView(values))
      throw new AppError('not-traceable', 'The step holds a constant that is text.')
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    ids.set(id, graph.constant({ dtype, shape, bytes }))
  }
  for (const op of trace.ops) {
    const attributes = Object.fromEntries(op.attributes.map((a) => [a.name, attributeValue(a, binding)]))
    const node = graph.node(
      op.name,
      op.inputs.map((id) => known(ids, id)),
      attributes,
    )
    op.outputs.forEach((id, i) => ids.set(id, `${node}:${i}`))
  }
}

function known(ids: Map<number, Output>, id: number): Output {
  const found = ids.get(id)
  if (found === undefined)
    throw new AppError('not-traceable', 'The step takes a tensor that was made before it.')
  return found
}

function attributeValue({ type, value }: Attribute, binding: Binding): AttrValue {
  const listed = Array.isArray(value)
  switch (type) {
    case binding.TF_ATTR_STRING:
      return { string: value as string }
    case binding.TF_ATTR_INT:
      return listed ? { ints: value as number[] } : { int: value as number }
    case binding.TF_ATTR_FLOAT:
      return listed ? { floats: value as number[] } : { float: value as number }
    case binding.TF_ATTR_BOOL:
      return listed ? { bools: value as boolean[] } : { bool: value as boolean }
    case binding.TF_ATTR_TYPE:
      return { type: value as number }
    case binding.TF_ATTR_SHAPE:
      return { shape: value as number[] }
    default:
      throw new AppError('not-traceable', `The step has an attribute of the unknown type ${type}.`)
  }
}

/** average += share · (now − average); names the node that writes. */
function follow(graph: GraphBuilder, average: Resource, now: Output, share: Output): string {
  const behind = graph.output('Sub', [now, average.read()], float)
  return average.update('AssignAddVariableOp', graph.output('Mul', [behind, share], float))
}

function reshape(graph: GraphBuilder, x: Output, shape: readonly number[]): Output {
  return graph.output('Reshape', [x, graph.integers(shape)], { ...float, Tshape: { type: dataType.int32 } })
}

/** A vector in pieces of these sizes. */
function split(graph: GraphBuilder, flat: Output, sizes: readonly number[]): Output[] {
  if (sizes.length <= 1) return sizes.map(() => flat)
  const attributes = { ...float, Tlen: { type: dataType.int32 }, num_split: { int: sizes.length } }
  const node = graph.node('SplitV', [flat, graph.integers(sizes), graph.integers(0)], attributes)
  return sizes.map((_, i) => `${node}:${i}`)
}

function flatten(graph: GraphBuilder, parts: readonly Output[]): Output {
  return concat(
    graph,
    parts.map((part) => reshape(graph, part, [-1])),
  )
}

function concat(graph: GraphBuilder, parts: readonly Output[]): Output {
  if (parts.length === 1) return parts[0] as Output
  const attributes = { ...float, N: { int: parts.length }, Tidx: { type: dataType.int32 } }
  return graph.output('ConcatV2', [...parts, graph.integers(0)], attributes)
}

import type { Binding } from './binding'
import type { OptimiserOptions } from './compiler'
import { dataType, GraphBuilder, type AttrValue, type Output } from './graphDef'
import { groupsOf, type Group } from './groups'
import { drawnName, known, replay } from './replay'
import type { RecordedStep } from './trace'

/** The order of the numbers that `step` takes in `hyper`; `still` changes nothing. */
export const hyperParameters = ['rate', 'epsilon', 'decay', 'averageShare'] as const
const still = [0, 1, 0, 0]

/** The names of a training graph's ends. A step fetches `result`: [loss, norm of the gradient]. */
export const graphEnds = {
  hyper: 'hyper',
  result: 'result',
  state: ['values', 'average', 'm', 'v'] as const,
  load: (name: string) => `load_${name}`,
  loaded: (name: string) => `loaded_${name}`,
  one: 'one',
  read: (name: string) => `read_${name}`,
  input: (i: number) => `input_${i}`,
  drawn: drawnName,
}

const float: Readonly<Record<string, AttrValue>> = { T: { type: dataType.float } }
const floatType = { dtype: { type: dataType.float } } as const

/** An f32 tensor that lives in the session. */
class Resource {
  private readonly handle: Output

  constructor(
    private readonly graph: GraphBuilder,
    name: string,
    readonly shape: readonly number[],
  ) {
    this.handle = graph.output('VarHandleOp', [], {
      ...floatType,
      shape: { shape },
      shared_name: { string: name },
    })
  }

  read(after: readonly string[] = []): Output {
    return this.graph.output('ReadVariableOp', [this.handle], floatType, { after })
  }

  /** Names the node that writes. */
  assign(value: Output): string {
    return this.graph.node('AssignVariableOp', [this.handle, value], floatType)
  }

  /** Takes away `share` of `value`, in one pass over memory; names the node. */
  lessen(share: Output, value: Output): string {
    return this.graph.node('ResourceApplyGradientDescent', [this.handle, share, value], float)
  }

  /** Adam, in place; its bias corrections are in rate and epsilon already. */
  adam(moments: readonly Resource[], scalars: readonly Output[], gradient: Output, after: string[]): string {
    const handles = [this.handle, ...moments.map(({ handle }) => handle)]
    return this.graph.node('ResourceApplyAdam', [...handles, ...scalars, gradient], float, { after })
  }
}

type State = Record<(typeof graphEnds.state)[number], readonly Resource[]>

/**
 * The recorded step as a graph of its own, with weights, moments and averages in the session: one run is a whole step of
 * Adam with clipping, decoupled decay and moving averages. If loss or gradient are not finite it changes nothing.
 */
export function buildTrainingGraph(
  step: RecordedStep,
  binding: Binding,
  options: OptimiserOptions,
): Uint8Array {
  const graph = new GraphBuilder()
  const groups = groupsOf(step)
  const trained = groups.filter(({ members }) => (members[0] as number) < step.gradients.length)
  const resources = (name: string, of: readonly Group[]) =>
    of.map(({ shape }, i) => new Resource(graph, `${name}_${i}`, shape))
  const state: State = {
    values: resources('values', groups),
    average: resources('average', groups),
    m: resources('m', trained),
    v: resources('v', trained),
  }
  const before = state.values.map((resource) => resource.read())

  const ids = new Map<number, Output>()
  groups.forEach(({ members, sizes }, g) => {
    const parts = graph.split(before[g] as Output, sizes)
    members.forEach((i, k) => ids.set(step.variables[i]?.id as number, parts[k] as Output))
  })
  step.inputs.forEach(({ id, dtype, shape }, i) =>
    ids.set(id, graph.placeholder(graphEnds.input(i), dtype, shape)),
  )
  replay(graph, step, binding, ids)

  const joined = (outputs: readonly number[], { members }: Group) =>
    graph.concat(members.map((i) => known(ids, outputs[i] as number)))
  const after = step.variables.map((variable) => variable.after)
  const changes = ({ members }: Group) => members.some((i) => step.variables[i]?.id !== after[i])
  const ends = {
    before,
    loss: graph.reshape(known(ids, step.loss), []),
    gradients: trained.map((group) => joined(step.gradients, group)),
    after: groups.map((group) => (changes(group) ? joined(after, group) : undefined)),
  }
  optimise(graph, state, ends, options)
  loadAndRead(graph, state, groups)
  return graph.encode()
}

interface Ends {
  /** The weights as the step found them. */
  readonly before: readonly Output[]
  readonly loss: Output
  readonly gradients: readonly Output[]
  /** What the step has assigned to the variables of a group. */
  readonly after: readonly (Output | undefined)[]
}

function optimise(
  graph: GraphBuilder,
  state: State,
  { before, loss, gradients, after }: Ends,
  { beta1, beta2, gradientLimit }: OptimiserOptions,
): void {
  const squares = gradients.map((gradient) => graph.output('L2Loss', [gradient], float))
  const sum = graph.output('AddN', squares, { ...float, N: { int: squares.length } })
  const norm = graph.output('Sqrt', [graph.output('Mul', [sum, graph.scalar(2)], float)], float)
  const isFinite = (x: Output) => graph.output('IsFinite', [x], float)
  const sound = graph.output('LogicalAnd', [isFinite(loss), isFinite(norm)])
  const whereSound = (then: Output, otherwise: Output) =>
    graph.output('Select', [sound, then, otherwise], float)

  const [none, one] = [graph.scalar(0), graph.scalar(1)]
  const shrink = graph.output('RealDiv', [graph.scalar(gradientLimit), norm], float)
  const scale = whereSound(graph.output('Minimum', [one, shrink], float), none)
  const fed = graph.placeholder(graphEnds.hyper, dataType.float, [hyperParameters.length])
  const hyper = graph.split(whereSound(fed, graph.vector(still)), Array<number>(still.length).fill(1))
  const [rate, epsilon, decay, averageShare] = hyper.map((x) => graph.reshape(x, [])) as Four
  const betas = [beta1, beta2].map((beta) => whereSound(graph.scalar(beta), one))

  const done: string[] = []
  const follow = (i: number, now: Output) => {
    const average = state.average[i] as Resource
    const ahead = graph.output('Sub', [average.read(), now], float)
    done.push(average.lessen(averageShare, ahead))
  }
  state.values.forEach((weight, i) => {
    const [old, gradient, assigned] = [before[i] as Output, gradients[i], after[i]]
    if (gradient) {
      // MulNoNan: what is not finite times nothing is nothing.
      const clipped = graph.output('MulNoNan', [gradient, scale], float)
      const decayed = weight.lessen(decay, old)
      const moments = [state.m[i] as Resource, state.v[i] as Resource]
      const moved = weight.adam(moments, [none, none, rate, ...betas, epsilon], clipped, [decayed])
      follow(i, weight.read([moved]))
    } else if (assigned) {
      const now = whereSound(assigned, old)
      done.push(weight.assign(now))
      follow(i, now)
    }
  })
  const numbers = graph.output('Pack', [loss, norm], { ...float, N: { int: 2 }, axis: { int: 0 } })
  graph.node('Identity', [numbers], float, { name: graphEnds.result, after: done })
}

type Four = [Output, Output, Output, Output]

/** Nodes that put arrays from outside into the session and give them back. */
function loadAndRead(graph: GraphBuilder, state: State, groups: readonly Group[]): void {
  // A variable must not live in an array of JavaScript's, which only its own thread may let go; a product with a number
  // that nobody knows beforehand is a copy.
  const one = graph.placeholder(graphEnds.one, dataType.float, [])
  for (const name of graphEnds.state) {
    const loaded: string[] = []
    const held = groups.slice(0, state[name].length)
    const all: number[] = []
    for (const { members, sizes } of held) members.forEach((i, k) => (all[i] = sizes[k] as number))
    const whole = graph.placeholder(graphEnds.load(name), dataType.float, [all.reduce((a, b) => a + b, 0)])
    const flat = graph.split(graph.output('Mul', [whole, one], float), all)
    const read: Output[] = []
    held.forEach(({ members, sizes, shape }, g) => {
      const resource = state[name][g] as Resource
      const parts = graph.concat(members.map((i) => flat[i] as Output))
      loaded.push(resource.assign(graph.reshape(parts, shape)))
      const now = graph.reshape(resource.read(), [-1])
      graph.split(now, sizes).forEach((part, k) => (read[members[k] as number] = part))
    })
    graph.node('Identity', [graph.concat(read)], float, { name: graphEnds.read(name) })
    graph.node('Identity', [one], float, { name: graphEnds.loaded(name), after: loaded })
  }
}

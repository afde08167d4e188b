import { Message } from '../../base/protobuf'

/** DataType of tensorflow/core/framework/types.proto. */
export const dataType = { float: 1, int32: 3, uint8: 4, string: 7, bool: 10, resource: 20 } as const

export type AttrValue =
  | { readonly string: string }
  | { readonly int: number }
  | { readonly float: number }
  | { readonly bool: boolean }
  | { readonly type: number }
  | { readonly shape: readonly number[] }
  | { readonly ints: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly bools: readonly boolean[] }
  | { readonly tensor: TensorValue }

export interface TensorValue {
  readonly dtype: number
  readonly shape: readonly number[]
  readonly bytes: Uint8Array
}

const float = { T: { type: dataType.float } } as const

/** One output of a node: "name:0"; a control input is "^name". */
export type Output = string

/** A dataflow graph under construction, written as a SavedModel (tensorflow/core/protobuf/{saved_model,meta_graph}.proto). */
export class GraphBuilder {
  private readonly nodes: Message[] = []

  /** Adds a node and gives its name. Its inputs are outputs of other nodes, those it only waits for stand in `after`. */
  node(
    op: string,
    inputs: readonly Output[],
    attributes: Readonly<Record<string, AttrValue>> = {},
    { name = `n${this.nodes.length}`, after = [] }: { name?: string; after?: readonly string[] } = {},
  ): string {
    const message = new Message().bytes(1, name).bytes(2, op)
    for (const input of inputs) message.bytes(3, input)
    for (const node of after) message.bytes(3, `^${node}`)
    for (const [key, value] of Object.entries(attributes)) {
      message.bytes(5, new Message().bytes(1, key).bytes(2, encodeAttribute(value)))
    }
    this.nodes.push(message)
    return name
  }

  /** Adds a node with one output. */
  output(
    op: string,
    inputs: readonly Output[],
    attributes: Readonly<Record<string, AttrValue>> = {},
    where: { name?: string; after?: readonly string[] } = {},
  ): Output {
    return `${this.node(op, inputs, attributes, where)}:0`
  }

  constant(value: TensorValue): Output {
    return this.output('Const', [], { dtype: { type: value.dtype }, value: { tensor: value } })
  }

  scalar(value: number): Output {
    const bytes = new Uint8Array(Float32Array.of(value).buffer)
    return this.constant({ dtype: dataType.float, shape: [], bytes })
  }

  vector(values: readonly number[]): Output {
    const bytes = new Uint8Array(Float32Array.from(values).buffer)
    return this.constant({ dtype: dataType.float, shape: [values.length], bytes })
  }

  /** An int32 scalar or vector: axes, shapes, sizes. */
  integers(value: number | readonly number[]): Output {
    const values = Int32Array.from(typeof value === 'number' ? [value] : value)
    const shape = typeof value === 'number' ? [] : [values.length]
    return this.constant({ dtype: dataType.int32, shape, bytes: new Uint8Array(values.buffer) })
  }

  placeholder(name: string, dtype: number, shape: readonly number[]): Output {
    return this.output('Placeholder', [], { dtype: { type: dtype }, shape: { shape } }, { name })
  }

  /** Of f32, as are the next two. */
  reshape(x: Output, shape: readonly number[]): Output {
    const attributes = { ...float, Tshape: { type: dataType.int32 } }
    return this.output('Reshape', [x, this.integers(shape)], attributes)
  }

  /** A vector in pieces of these sizes. */
  split(flat: Output, sizes: readonly number[]): Output[] {
    if (sizes.length <= 1) return sizes.map(() => flat)
    const attributes = { ...float, Tlen: { type: dataType.int32 }, num_split: { int: sizes.length } }
    const node = this.node('SplitV', [flat, this.integers(sizes), this.integers(0)], attributes)
    return sizes.map((_, i) => `${node}:${i}`)
  }

  /** Along the first axis. */
  concat(parts: readonly Output[]): Output {
    if (parts.length === 1) return parts[0] as Output
    const attributes = { ...float, N: { int: parts.length }, Tidx: { type: dataType.int32 } }
    return this.output('ConcatV2', [...parts, this.integers(0)], attributes)
  }

  /** saved_model.pb with this graph under the tag `serve`. */
  encode(): Uint8Array {
    const graph = new Message()
    for (const node of this.nodes) graph.bytes(1, node)
    // Any producer since TensorFlow 2.0 means the same by these operations.
    graph.bytes(4, new Message().integer(1, 1000))
    const meta = new Message().bytes(1, new Message().bytes(4, 'serve')).bytes(2, graph)
    return new Message().integer(1, 1).bytes(2, meta).encode()
  }
}

/** AttrValue of tensorflow/core/framework/attr_value.proto. */
function encodeAttribute(value: AttrValue): Message {
  const message = new Message()
  if ('string' in value) return message.bytes(2, value.string)
  if ('int' in value) return message.integer(3, value.int)
  if ('float' in value) return message.float(4, value.float)
  if ('bool' in value) return message.integer(5, value.bool ? 1 : 0)
  if ('type' in value) return message.integer(6, value.type)
  if ('shape' in value) return message.bytes(7, encodeShape(value.shape))
  if ('tensor' in value) {
    const { dtype, shape, bytes } = value.tensor
    return message.bytes(8, new Message().integer(1, dtype).bytes(2, encodeShape(shape)).bytes(4, bytes))
  }
  const list = new Message()
  if ('ints' in value) for (const v of value.ints) list.integer(3, v)
  if ('floats' in value) for (const v of value.floats) list.float(4, v)
  if ('bools' in value) for (const v of value.bools) list.integer(5, v ? 1 : 0)
  return message.bytes(1, list)
}

function encodeShape(shape: readonly number[]): Message {
  const message = new Message()
  for (const size of shape) message.bytes(2, new Message().integer(1, size))
  return message
}

/** Writes Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding): fields in the order of the calls. */
export class Message {
  private readonly chunks: Uint8Array[] = []
  private length = 0

  /** An int, enum or bool; negative ones take ten bytes, as the format says. */
  integer(field: number, value: number): this {
    this.push(varint(field << 3))
    return this.push(varint(value))
  }

  float(field: number, value: number): this {
    this.push(varint((field << 3) | 5))
    return this.push(new Uint8Array(Float32Array.of(value).buffer))
  }

  double(field: number, value: number): this {
    this.push(varint((field << 3) | 1))
    return this.push(new Uint8Array(Float64Array.of(value).buffer))
  }

  bytes(field: number, value: Uint8Array | string | Message): this {
    const content =
      typeof value === 'string'
        ? new TextEncoder().encode(value)
        : value instanceof Message
          ? value.encode()
          : value
    this.push(varint((field << 3) | 2))
    this.push(varint(content.length))
    return this.push(content)
  }

  encode(): Uint8Array {
    const whole = new Uint8Array(this.length)
    let at = 0
    for (const chunk of this.chunks) {
      whole.set(chunk, at)
      at += chunk.length
    }
    return whole
  }

  private push(chunk: Uint8Array): this {
    this.chunks.push(chunk)
    this.length += chunk.length
    return this
  }
}

function varint(value: number): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value))
  const bytes: number[] = []
  do {
    const low = Number(rest & 0x7fn)
    rest >>= 7n
    bytes.push(rest > 0n ? low | 0x80 : low)
  } while (rest > 0n)
  return Uint8Array.from(bytes)
}

import * as tf from '@tensorflow/tfjs-core'
import { solve } from '../../base/cholesky'

const [maxSteps, smallStep] = [30, 1e-4]

/** Standardised features with a column of ones behind them: f32 [n, channels + 1]. */
export type Design = tf.Tensor2D

/**
 * Logistic regression with an L2 penalty on all but the last weight, by Newton's method with steps halved until the loss
 * falls (Hastie et al., The Elements of Statistical Learning, 4.4.1). `wanted` and `weight`: f32 [n]. Returns f64 [columns].
 */
export function fitLogistic(
  design: Design,
  { wanted, weight }: { readonly wanted: Float32Array; readonly weight: Float32Array },
  penalty: number,
  start: Float64Array,
): Float64Array {
  const columns = design.shape[1]
  let beta = start
  let loss = lossOf(design, { wanted, weight }, penalty, beta)
  for (let step = 0; step < maxSteps; step++) {
    const { gradient, hessian } = slopes(design, { wanted, weight }, penalty, beta)
    const change = solve(hessian, gradient)
    let share = 1
    let next = beta
    let nextLoss = Infinity
    for (; share > 1e-3; share /= 2) {
      next = beta.map((value, i) => value - share * (change[i] as number))
      nextLoss = lossOf(design, { wanted, weight }, penalty, next)
      if (nextLoss <= loss) break
    }
    if (!(nextLoss <= loss)) break
    beta = next
    const fell = loss - nextLoss
    loss = nextLoss
    if (fell < smallStep * Math.max(1, loss)) break
  }
  if (beta.length !== columns) throw new Error('a regression has a weight a column')
  return beta
}

interface Labels {
  readonly wanted: Float32Array
  readonly weight: Float32Array
}

function lossOf(design: Design, { wanted, weight }: Labels, penalty: number, beta: Float64Array): number {
  const sum = tf.tidy(() => {
    const logits = logitsOf(design, beta)
    const each = tf.sub(tf.softplus(logits), tf.mul(logits, tf.tensor1d(wanted)))
    return tf.sum(tf.mul(each, tf.tensor1d(weight)))
  })
  const value = sum.dataSync()[0] as number
  sum.dispose()
  return value + 0.5 * penalty * beta.subarray(0, -1).reduce((total, b) => total + b * b, 0)
}

function slopes(design: Design, { wanted, weight }: Labels, penalty: number, beta: Float64Array) {
  const columns = design.shape[1]
  const [first, second] = tf.tidy(() => {
    const p = tf.sigmoid(logitsOf(design, beta))
    const w = tf.tensor1d(weight)
    const error = tf.mul(w, tf.sub(p, tf.tensor1d(wanted)))
    const curve = tf.mul(w, tf.mul(p, tf.sub(1, p)))
    const weighed = tf.mul(design, tf.expandDims(curve, 1))
    return [tf.matMul(design, tf.expandDims(error, 1), true, false), tf.matMul(design, weighed, true, false)]
  }) as [tf.Tensor, tf.Tensor]
  const gradient = Float64Array.from(first.dataSync())
  const hessian = Float64Array.from(second.dataSync())
  tf.dispose([first, second])
  for (let i = 0; i < columns; i++) {
    const last = i === columns - 1
    gradient[i] = (gradient[i] as number) + (last ? 0 : penalty * (beta[i] as number))
    hessian[i * columns + i] = (hessian[i * columns + i] as number) + (last ? 1e-9 : penalty)
  }
  return { gradient, hessian }
}

function logitsOf(design: Design, beta: Float64Array): tf.Tensor {
  const column = tf.tensor2d(Float32Array.from(beta), [beta.length, 1])
  return tf.reshape(tf.matMul(design, column), [-1])
}

/** Least squares with an L2 penalty on all but the last weight: values f32 [n]. Returns f64 [columns]. */
export function fitLinear(design: Design, values: Float32Array, penalty: number): Float64Array {
  const columns = design.shape[1]
  const [square, product] = tf.tidy(() => [
    tf.matMul(design, design, true, false),
    tf.matMul(design, tf.tensor2d(values, [values.length, 1]), true, false),
  ]) as [tf.Tensor, tf.Tensor]
  const matrix = Float64Array.from(square.dataSync())
  const right = Float64Array.from(product.dataSync())
  tf.dispose([square, product])
  for (let i = 0; i < columns; i++)
    matrix[i * columns + i] = (matrix[i * columns + i] as number) + (i === columns - 1 ? 1e-9 : penalty)
  return solve(matrix, right)
}

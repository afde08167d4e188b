import * as tf from '@tensorflow/tfjs-core'

/** Weight of the box's part beside the heat map's. */
const boxWeight = 0.5

/**
 * Loss of the heat-map detector a batch, a scalar: the focal loss of CenterNet (Zhou, Wang, Krähenbühl 2019, equation 1,
 * alpha 2, beta 4) whose positive part is weighted with `falseNegativeWeight`, plus the absolute error of size and
 * centre at objects, both divided by the number of objects. output: f32 [n, g, g, classes + 4]; targets: `HeatmapTargets` as
 * tensors of the same names and shapes, `objects` a scalar of at least 1.
 */
export function detectorLoss(
  output: tf.Tensor4D,
  targets: tf.NamedTensorMap,
  falseNegativeWeight: number,
): tf.Scalar {
  return tf.tidy(() => {
    const { positive, negative, box: boxTruth, centre, objects } = targets as DetectorTargets
    const classes = positive.shape[3]
    const [logits, boxes] = tf.split(output, [classes, 4], 3) as [tf.Tensor4D, tf.Tensor4D]
    const heat = focalLoss(logits, positive, negative, falseNegativeWeight)
    const box = absoluteError(boxes, boxTruth, centre)
    return tf.div(tf.add(heat, tf.mul(box, boxWeight)), objects) as tf.Scalar
  })
}

type DetectorTargets = Record<'positive' | 'negative' | 'box' | 'centre', tf.Tensor4D> & {
  objects: tf.Scalar
}

/**
 * Sum over all cells of w·P·(1 − p)²·−log p + N·p²·−log(1 − p), with p = sigmoid(logits), P `positive`, N `negative`.
 * The gradient is written out: tfjs would compose it from some thirty passes over memory.
 */
export function focalLoss(
  logits: tf.Tensor4D,
  positive: tf.Tensor4D,
  negative: tf.Tensor4D,
  falseNegativeWeight: number,
): tf.Scalar {
  const op = tf.customGrad((...inputs) => {
    const logits = inputs[0] as tf.Tensor
    const p = tf.sigmoid(logits)
    const missProbability = tf.sub(1, p)
    const minusLogMiss = tf.softplus(logits)
    const minusLogHit = tf.sub(minusLogMiss, logits)
    const P = tf.mul(positive, falseNegativeWeight)
    const hits = tf.mul(P, tf.square(missProbability))
    const alarms = tf.mul(negative, tf.square(p))
    const value = tf.sum(tf.add(tf.mul(hits, minusLogHit), tf.mul(alarms, minusLogMiss)))
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [p, missProbability, minusLogMiss, minusLogHit, hits, alarms] = saved as Six
      const fromHits = tf.mul(hits, tf.add(tf.mul(tf.mul(p, 2), minusLogHit), missProbability))
      const fromAlarms = tf.mul(alarms, tf.add(tf.mul(tf.mul(missProbability, 2), minusLogMiss), p))
      return tf.mul(dy, tf.sub(fromAlarms, fromHits))
    }
    const save = inputs[1] as unknown as (tensors: tf.Tensor[]) => void
    save([p, missProbability, minusLogMiss, minusLogHit, hits, alarms])
    return { value, gradFunc }
  })
  return op(logits) as tf.Scalar
}

type Six = [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]

/** Sum of |prediction − truth| over the cells where `where` is 1. */
function absoluteError(prediction: tf.Tensor4D, truth: tf.Tensor4D, where: tf.Tensor4D): tf.Tensor {
  const op = tf.customGrad((...inputs) => {
    const difference = tf.mul(tf.sub(inputs[0] as tf.Tensor, truth), where)
    const save = inputs[1] as unknown as (tensors: tf.Tensor[]) => void
    save([difference])
    return {
      value: tf.sum(tf.abs(difference)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.sign(saved[0] as tf.Tensor)),
    }
  })
  return op(prediction)
}

"""The detector's twin in Keras, its step one graph (tf.function). Prints tiles/s as JSON; started by train.bench.mjs.

Bare, the batch lies in tensors, and Adam neither clips, decays nor averages. With "sameWork" it does what the detector's
own step does: a batch from NumPy arrays at every step, the gradient's norm limited, weights that decay, their average."""
import json
import math
import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import tensorflow as tf
from tensorflow.keras import layers

settings = json.loads(sys.argv[1])
batch, size, steps = settings["batch"], settings["size"], settings["steps"]


def conv(x, filters, strides=1, kernel=3):
    x = layers.Conv2D(filters, kernel, strides, padding="same", use_bias=False)(x)
    return layers.ReLU()(layers.BatchNormalization(epsilon=1e-3, momentum=0.97)(x))


def heatmap(widths, features, classes=1):
    a, b, c, d = widths
    image = layers.Input([size, size, 3])
    x = conv(conv(image, a, 2), b, 2)
    quarter = layers.add([x, conv(x, b)])
    x = conv(quarter, c, 2)
    eighth = layers.add([x, conv(x, c)])
    x = conv(eighth, d, 2)
    x = layers.add([x, conv(x, d)])
    x = layers.add([x, conv(x, d)])
    x = conv(layers.add([eighth, layers.UpSampling2D()(conv(x, c, 1, 1))]), c)
    x = conv(layers.add([quarter, layers.UpSampling2D()(conv(x, b, 1, 1))]), b)
    prior = tf.constant_initializer([-math.log(99)] + [0] * (classes + 3))
    return tf.keras.Model(image, layers.Conv2D(classes + 4, 1, bias_initializer=prior)(conv(x, features)))


def loss_of(output, positive, negative, box):
    logits = output[..., :1]
    p = tf.sigmoid(logits)
    hits = 2 * positive * (1 - p) ** 2 * tf.nn.softplus(-logits)
    alarms = negative * p**2 * tf.nn.softplus(logits)
    error = tf.abs(output[..., 1:] - box) * positive
    total = tf.reduce_sum(hits) + tf.reduce_sum(alarms) + 0.5 * tf.reduce_sum(error)
    return total / tf.maximum(tf.reduce_sum(positive), 1)


tf.random.set_seed(1)
net = heatmap(settings["widths"], settings["features"])
images = tf.random.normal([batch, size, size, 3])
grid = size // 4
positive = tf.cast(tf.random.uniform([batch, grid, grid, 1]) > 0.999, tf.float32)
box = tf.random.uniform([batch, grid, grid, 4])
arrays = [tensor.numpy() for tensor in (images, positive, 1 - positive, box)]
more = {"weight_decay": 1e-4, "global_clipnorm": 20, "use_ema": True, "ema_momentum": 0.99}
optimiser = tf.keras.optimizers.Adam(1e-4, **(more if settings.get("sameWork") else {}))


def take_step(images, positive, negative, box):
    with tf.GradientTape() as tape:
        loss = loss_of(net(images, training=True), positive, negative, box)
    gradients = tape.gradient(loss, net.trainable_variables)
    optimiser.apply_gradients(zip(gradients, net.trainable_variables))
    return loss


bare_step = tf.function(lambda: take_step(images, positive, 1 - positive, box))
fed_step = tf.function(take_step)
train_step = (lambda: fed_step(*arrays)) if settings.get("sameWork") else bare_step

seconds, cpu_seconds = [], []
for step in range(steps + 3):
    start, cpu = time.perf_counter(), time.process_time()
    train_step().numpy()
    seconds.append(time.perf_counter() - start)
    cpu_seconds.append(time.process_time() - cpu)
median, cpu_median = (sorted(times[3:])[steps // 2] for times in (seconds, cpu_seconds))
parameters = sum(math.prod(w.shape) for w in net.trainable_variables)
speed = {"tilesPerSecond": batch / median, "tilesPerCpuSecond": batch / cpu_median}
print(json.dumps({"version": tf.__version__, **speed, "parameters": parameters}))

"""y = 2x + 1, learnt at the start from a few points."""

import tensorflow as tf

x = tf.reshape(tf.linspace(-1.0, 1.0, 20), (-1, 1))
a, b = tf.Variable(0.0), tf.Variable(0.0)
for _ in range(200):
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean((a * x + b - 2 * x - 1) ** 2)
    for variable, gradient in zip((a, b), tape.gradient(loss, (a, b))):
        variable.assign_sub(0.2 * gradient)


def predict(numbers):
    return [round(float(y), 2) for y in a * tf.constant(numbers) + b]

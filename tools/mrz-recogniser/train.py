"""Trains the net on synthetic windows: `python train.py FONTS OUT.npz --seed 1 --steps 1600`."""

import argparse
import multiprocessing
import time

import jax
import jax.numpy as jnp
import numpy as np
import optax

import net
from generate import HEIGHT, IGNORE, WIDTH, Generator

BATCH = 32


def feed(seed, fonts, queue, steps):
    generator = Generator(seed, fonts)
    for _ in range(steps):
        images = np.empty((BATCH, HEIGHT, WIDTH, 1), np.float32)
        marks = []
        for at in range(BATCH):
            image, labels = generator.window()
            images[at, :, :, 0] = net.normalised(image)
            marks.append(labels)
        queue.put((images, np.stack(marks)))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("fonts")
    arguments.add_argument("out")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--steps", type=int, default=1600)
    arguments.add_argument("--go-on", help="weights to begin with, at half the rate")
    given = arguments.parse_args()
    # A spawned process, because the library's threads do not live through a fork.
    context = multiprocessing.get_context("spawn")
    queue = context.Queue(8)
    feeder = context.Process(target=feed, args=(given.seed, given.fonts, queue, given.steps), daemon=True)
    feeder.start()

    weights, statistics = jax.tree.map(jnp.asarray, net.load(given.go_on)) if given.go_on else net.start(given.seed)
    peak = 1.25e-3 if given.go_on else 2.5e-3
    rate = optax.warmup_cosine_decay_schedule(2.5e-4, peak, min(60, given.steps // 4), given.steps, 2.5e-5)
    optimiser = optax.chain(optax.clip_by_global_norm(2.0), optax.adamw(rate, weight_decay=1e-3))
    state = optimiser.init(weights)

    def loss_of(weights, statistics, images, marks):
        logits, seen = net.forward(weights, statistics, images, True)
        asked = marks != IGNORE
        losses = optax.softmax_cross_entropy_with_integer_labels(logits, jnp.maximum(marks, 0))
        right = (logits.argmax(-1) == marks) & (marks > 0)
        share = right.sum() / jnp.maximum((marks > 0).sum(), 1)
        return (losses * asked).sum() / asked.sum(), (seen, share)

    @jax.jit
    def step(weights, statistics, state, average, keep, images, marks):
        (loss, (seen, share)), slope = jax.value_and_grad(loss_of, has_aux=True)(weights, statistics, images, marks)
        change, state = optimiser.update(slope, state, weights)
        weights = optax.apply_updates(weights, change)
        blend = lambda a, b: keep * a + (1 - keep) * b
        statistics = jax.tree.map(blend, statistics, seen)
        return weights, statistics, state, jax.tree.map(blend, average, weights), loss, share

    average, began, recent = weights, time.time(), []
    for at in range(given.steps):
        images, marks = queue.get()
        keep = min(0.99, (1 + at) / (10 + at))
        weights, statistics, state, average, loss, share = step(
            weights, statistics, state, average, keep, images, marks
        )
        recent.append((float(loss), float(share)))
        if (at + 1) % 50 == 0:
            loss, share = np.mean(recent[-50:], 0)
            print(f"step {at + 1} loss {loss:.3f} frames right {share:.3f} seconds {time.time() - began:.0f}", flush=True)
        if (at + 1) % 100 == 0 or at + 1 == given.steps:
            net.save(given.out, average, statistics)


if __name__ == "__main__":
    main()

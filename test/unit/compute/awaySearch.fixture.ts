import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { runCommandLine } from '../../../src/cli/run.node'
import type { SearchPlan } from '../../../src/services/searchPlan'
import { h5WithoutTimes } from '../shared/h5Bytes'
import { at, done, drawSquares, project, train, windhover } from '../shared/options.fixture'
import { slurmStandIn, workerScript } from './slurmStandIn'

// A run, a picture that it has searched here, and a place that computes nothing or everything.

export let run: string
/** What the search here wrote, but for its times. */
export let here: Buffer
/** What whoever searches elsewhere is given. */
export let plan: SearchPlan

export const file = () => join(project, 'predictions', run, '2.h5')
export const blocks = () => join(project, 'predictions', run, '2.blocks')
export const search = (...more: string[]) => ['predict', project, '--image', '2', '--run', run, ...more]
export const slurm = (script: string) => ['--on', `slurm:${at(script)}`]
export const numbers = () => Array.from({ length: plan.images[0]?.blocks ?? 0 }, (_, block) => block)

export async function searchHere(): Promise<void> {
  await drawSquares('one', 1)
  await drawSquares('large', 2, 2200)
  await done('init', project, '--classes', 'a,b')
  const labels = ['--labels', at('labels'), '--checked', 'whole']
  await done('import', project, at('one.png'), at('large.png'), ...labels)
  await done('build', project, '--tile', '64', '--guard', '8', '--tiles', '48')
  run = (await train(['--steps-per-epoch', '30', '--learning-rate', '0.01'])).run
  await done(...search())
  here = h5WithoutTimes(file())
  slurmStandIn(at('slurm'))
  writeFileSync(at('nothing.sh'), '#!/bin/sh\n')
  writeFileSync(at('search.sh'), workerScript)
  const ended = await windhover(...search(...slurm('nothing.sh')))
  expect(ended.code).toBe(1)
  plan = JSON.parse(readFileSync(at('slurm/plan.json'), 'utf8')) as SearchPlan
}

type Said = Record<string, unknown>

/** The worker with these lines on its input: what it said, its exit code. */
export async function worker(...lines: (object | string)[]): Promise<{ code: number; said: Said[] }> {
  let out = ''
  const text = lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('')
  // As a pipe gives it: in pieces that end anywhere.
  const pieces = text.match(/[^]{1,1000}/g) ?? []
  const streams = {
    stdin: (async function* () {
      for (const piece of pieces) yield Buffer.from(piece)
    })(),
    stdout: { write: (text: string) => (out += text) },
    stderr: { write: () => {} },
  }
  const code = await runCommandLine(['worker', '--json'], new AbortController().signal, streams)
  const said = out.split('\n').flatMap((line) => (line ? [JSON.parse(line) as Said] : []))
  return { code, said }
}
export const error = ({ said }: { said: Said[] }) => said.find(({ event }) => event === 'error')

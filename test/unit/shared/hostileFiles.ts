import { mkdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipe, runInfo } from './hostile.fixture'
import { type Case, checkpointSaying, inRun, parts, replaced, runSaying } from './hostileKinds'

/** Files and folders that are not what they are named as; runs and checkpoints that say what cannot be. */
export const hostileFiles: readonly Case[] = [
  ...parts.map((part): Case => [
    `${part} is a link`,
    (folder, outside) => {
      rmSync(join(folder, part), { recursive: true })
      symlinkSync(outside, join(folder, part))
    },
    /file-linked: ".*" is a link to another place/,
  ]),
  ...parts.slice(0, 2).map((part): Case => [
    `${part} is a pipe`,
    (folder) => {
      rmSync(join(folder, part), { recursive: true })
      pipe(join(folder, part))
    },
    /not-a-folder: ".*" is no folder/,
  ]),
  ...replaced('project.db', (folder) => join(folder, 'project.db'), {
    'a link to a file outside': /file-linked/,
    'a link to /dev/zero': /file-linked/,
    'a pipe': /file-special/,
    'a folder': /file-special/,
    '10 GB of nothing': /project-damaged|not-a-project/,
  }),
  ...replaced('project.db-wal', (folder) => join(folder, 'project.db-wal'), {
    'a link to a file outside': /file-special/,
    'a pipe': /file-special/,
  }),
  ...replaced('project.lock', (folder) => join(folder, 'project.lock'), {
    'a link to a file outside': /project-locked: .* is no lock but a link/,
    'a link to /dev/zero': /project-locked: .* is no lock/,
    'a pipe': /project-locked: .* is no lock/,
    'a folder': /project-locked: .* is no lock but a folder/,
    '10 GB of nothing': null,
  }),
  [
    'a lock of tomorrow without words',
    (folder) => {
      writeFileSync(join(folder, 'project.lock'), '{"pid":')
      const tomorrow = Date.now() / 1000 + 86_400
      utimesSync(join(folder, 'project.lock'), tomorrow, tomorrow)
    },
    null,
  ],
  [
    'a lock of process 0',
    (folder) => {
      writeFileSync(join(folder, 'project.lock'), '{"pid":0,"host":"x"}')
      utimesSync(join(folder, 'project.lock'), 1, 1)
    },
    null,
  ],
  ...replaced('run.json', (folder) => inRun(folder, 'run.json'), {
    'a link to a file outside': /file-linked|is a link/,
    'a link to /dev/zero': /is a link/,
    'a pipe': /device or a pipe/,
    'a folder': /is no file but a/,
    '10 GB of nothing': /may be \d+ at most/,
  }),
  ...replaced('note.txt', (folder) => inRun(folder, 'note.txt'), {
    'a link to /dev/zero': /is a link/,
    'a pipe': /device or a pipe/,
    '10 GB of nothing': /may be \d+ at most/,
  }),
  ...replaced('metrics.jsonl', (folder) => inRun(folder, 'metrics.jsonl'), {
    'a link to /dev/zero': /is a link/,
    'a pipe': /device or a pipe/,
    '10 GB of nothing': /may be \d+ at most/,
  }),
  [
    'metrics.jsonl: nonsense',
    (folder) =>
      writeFileSync(
        inRun(folder, 'metrics.jsonl'),
        '{"kind":"step"}\n[[[\nnull\n{"kind":"epoch","epoch":"x"}\n',
      ),
    null,
  ],
  runSaying('any status', { status: 'dancing' }, /status is not as it must be/),
  runSaying('no time', { startedAt: 'once' }, /startedAt is not as it must be/),
  runSaying('classes that are numbers', { classNames: [1, 2] }, /classNames\.0 is not as it must be/),
  runSaying('negative steps', { steps: -1 }, /steps is not as it must be/),
  runSaying(
    'a million billion steps an epoch',
    { config: { ...runInfo.config, stepsPerEpoch: 1e15 } },
    /config\.stepsPerEpoch is not as it must be/,
  ),
  runSaying('a best that is a list', { best: [] }, /best/),
  [
    'run.json: a hundred thousand brackets',
    (folder) => writeFileSync(inRun(folder, 'run.json'), '['.repeat(100_000)),
    /run\.json" is damaged/,
  ],
  [
    'a run that is a link',
    (folder, outside) => symlinkSync(outside, join(folder, 'runs', 'other')),
    /is a link to another place/,
  ],
  ['a run named with a colon', (folder) => mkdirSync(join(folder, 'runs', 'C:evil')), null],
  checkpointSaying(
    'a file outside',
    { file: '../../../../../outside/weights.bin' },
    /broken-checkpoint: .* no name of a file/,
  ),
  checkpointSaying('a device', { file: '../../dev/zero' }, /broken-checkpoint: .* no name of a file/),
  checkpointSaying(
    'arrays without end',
    { arrays: [{ name: 'average', length: 1e15 }] },
    /broken-checkpoint: .* instead of/,
  ),
  checkpointSaying(
    'shapes that do not fit',
    { spec: [{ name: 'w', shape: [9, 9] }] },
    /broken-checkpoint: .* the layers take 81/,
  ),
  checkpointSaying('a negative shape', { spec: [{ name: 'w', shape: [-2, -2] }] }, /broken-checkpoint/),
  checkpointSaying('no deviation', { std: [0, 0, 0] }, /broken-checkpoint/),
  checkpointSaying('a threshold of 7', { threshold: 7 }, /broken-checkpoint/),
  [
    'checkpoint: a link to a folder outside',
    (folder, outside) => {
      rmSync(inRun(folder, 'checkpoints'), { recursive: true })
      symlinkSync(outside, inRun(folder, 'checkpoints'))
      writeFileSync(join(outside, 'unrelated.txt'), 'x')
    },
    /is a link to another place/,
  ],
  ...replaced('checkpoint.json', (folder) => inRun(folder, 'checkpoints', 'best', 'checkpoint.json'), {
    'a link to /dev/zero': /broken-checkpoint/,
    'a pipe': /broken-checkpoint/,
    '10 GB of nothing': /broken-checkpoint/,
  }),
]

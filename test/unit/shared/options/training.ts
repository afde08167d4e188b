import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { changeableOnResume } from '../../../../src/runs/options/gate'
import { trainOption, trainOptionKeys } from '../../../../src/runs/options/table'
import {
  at,
  done,
  losses,
  project,
  rates,
  refuses,
  rounded,
  setting,
  short,
  train,
  trained,
  validated,
  weightsOf,
  windhover,
  type Trained,
} from '../options.fixture'
import {
  plainly,
  differsAmongSeveral,
  differs,
  base,
  alexnet,
  inPlace,
  stripes,
  type OptionRows,
} from './work'

/** Of train. */
export const trainingRows: OptionRows = {
  'train --model': async () => {
    const runs: Trained[] = []
    for (const model of ['segment', 'heatmap']) runs.push(await plainly(['--model', model]))
    expect(losses(runs[0]!)).not.toEqual(losses(runs[1]!))
  },
  'train --dataset': async () => {
    await done('build', project, '--tile', '64', '--seed', '9', '--tiles', '48', '--out', at('nine.h5'))
    await differs(losses, ['--dataset', at('nine.h5')])()
    await refuses('dataset', ['train', project, '--resume', '--epochs', '9', '--dataset', at('built.h5')])
  },
  'train --tile': async () => {
    expect(losses(await inPlace('--tile', '96'))).not.toEqual(losses(await inPlace('--tile', '64')))
    await refuses('tile', ['train', project, '--tile', '64'])
  },
  'train --split': async () => {
    const sizes = async (split: string) =>
      (await inPlace('--tile', '64', '--split', split)).epochs[0]?.['valLoss'] !== undefined
        ? readFileSync(`${stripes}/datasets/kinds.list.json`, 'utf8')
        : ''
    expect(await sizes('0.5,0.3,0.2')).not.toBe(await sizes('0.7,0.2,0.1'))
    await refuses('split', ['train', project, '--split', '0.5,0.3,0.2'])
  },
  'train --resize': async () => {
    const of = async (rule: string) => losses(await inPlace('--tile', '64', '--resize', rule))
    expect(await of('crop')).not.toEqual(await of('pad'))
    await refuses('resize', ['train', project, '--resize', 'pad'])
  },
  'train --resume': async () => {
    const first = await train([])
    const on = trained(project, await done('train', project, '--resume', '--epochs', '2'))
    expect(on.run).toBe(first.run)
    expect(on.steps.length).toBe(2 * first.steps.length)
    const tried: Record<string, string> = { model: 'segment', engine: 'wasm', from: 'x', weights: 'x.h5' }
    for (const key of trainOptionKeys) {
      const { flag, value } = trainOption(key)
      if (changeableOnResume.includes(key)) continue
      const choices = value.choices ?? []
      const word =
        tried[key] ??
        (
          {
            augmentation: 'strong',
            reduceOnPlateau: '0.3,3',
            classWeights: 'a=7',
            preprocessExpression: 'r=g',
            falseNegativeWeights: 'a=7',
          } as Record<string, string>
        )[key] ??
        (value.choices ? choices.find((each) => each !== first.config[key] && each !== choices[0]) : '0.7')
      const whole = value.range?.whole ? '7' : word
      await refuses(
        flag,
        ['train', project, '--resume', '--epochs', '3', `--${flag}`, String(whole)],
        /goes on/,
      )
    }
  },
  'train --grid': async () => {
    const tried = ['--grid', 'learning-rate=0.001,0.01', '--grid', 'seed=1,2']
    const { result } = await done('train', project, ...short, ...tried)
    const runs = result['runs'] as { run: string; settings: object; best: { metric: number } | null }[]
    const values = ['0.001', '0.01'].flatMap((rate) => ['1', '2'].map((seed) => [rate, seed] as const))
    expect(runs.map(({ settings }) => settings)).toEqual(
      values.map(([rate, seed]) => ({ 'learning-rate': rate, seed })),
    )
    const alone = await train(['--learning-rate', '0.01', '--seed', '2'])
    const of = (each: object) => trained(project, { ...alone.ended, result: { ...each } })
    expect(losses(of(runs[3]!))).toEqual(losses(alone))
    expect(new Set(runs.map((each) => weightsOf(of(each)))).size).toBe(4)
    const highest = Math.max(...runs.map(({ best }) => best?.metric ?? 0))
    expect(result['best']).toMatchObject({ metric: highest })
    const { out } = await windhover('train', project, ...short, '--grid', 'seed=1,2', '--verbosity', '0')
    expect(out).toMatch(
      /Training 2 of 2: seed 2\.[^]*seed 1: validation F1 [\d.]+ \(.*\)\n.*\nmean [\d.]+, standard deviation/,
    )
    await refuses('grid', ['train', project, '--grid', 'seed=1,1'])
    await refuses('grid', ['train', project, '--grid', 'sead=1,2'], /"sead"/)
    await refuses('grid', ['train', project, '--grid', 'cache=1,2'], /"cache"/)
    await refuses('grid', ['train', project, '--seed', '3', '--grid', 'seed=1,2'], /together/)
    await refuses('grid', ['train', project, '--grid', 'seed=1,2', '--grid', 'seed=3'], /twice/)
    await refuses('grid', ['train', project, '--resume', '--grid', 'seed=1,2'], /begins new runs/)
    // Before the first of them begins.
    const ended = await windhover('train', project, ...short, '--grid', 'model=heatmap,none')
    expect([ended.code, ended.out]).toEqual([2, ''])
  },
  'train --verbosity': async () => {
    const told = async (level: string) =>
      (await windhover('train', project, ...short, '--verbosity', level)).out
    expect(await told('2')).toMatch(/Epoch 1: loss/)
    expect(await told('0')).not.toMatch(/Epoch 1/)
  },
  'train --epochs': differs(({ epochs }) => epochs.length, ['--epochs', '2']),
  'train --minutes': async () => {
    const { config, ended } = trained(
      project,
      await done(
        'train',
        project,
        '--minutes',
        '0.02',
        '--batch',
        '4',
        '--workers',
        '0',
        '--steps-per-epoch',
        '2',
      ),
    )
    expect(config['minutes']).toBe(0.02)
    expect(ended.result['status']).toBe('finished')
  },
  'train --batch': differs(losses, ['--batch', '2']),
  'train --engine': async () => {
    const ended = await windhover('train', project, ...short, '--engine', 'webgpu')
    expect(ended.code).toBe(1)
    expect(ended.err).toMatch(/webgpu/i)
  },
  'train --seed': differs(losses, ['--seed', '2']),
  'train --from': async () => {
    await differs(losses, ['--from', base.run])()
    await refuses('from', ['train', project, '--from', base.run, '--weights', 'x.h5'])
  },
  'train --weights': async () => {
    await done(
      'export',
      project,
      '--what',
      'model',
      '--format',
      'keras',
      '--run',
      base.run,
      '--out',
      at('w.h5'),
    )
    await differs(losses, ['--weights', at('w.h5')])()
  },
  'train --frozen-share': async () => {
    const tiny = ['--model', 'yolo-tiny', '--width', '0.05']
    const from = ['--from', (await plainly(tiny)).run, '--frozen-share']
    const [never, always] = [await train([...tiny, ...from, '0']), await train([...tiny, ...from, '1'])]
    expect(weightsOf(never)).not.toBe(weightsOf(always))
    await refuses('frozen-share', ['train', project, ...tiny, '--frozen-share', '0.5'], /--from/)
    await refuses('frozen-share', ['train', project, '--from', base.run, '--frozen-share', '0.5'], /heatmap/)
  },
  'train --width': async () => {
    const sizes = [
      await plainly(['--model', 'yolo-tiny', '--width', '0.05']),
      await train(['--model', 'yolo-tiny', '--width', '0.1']),
    ]
    expect(losses(sizes[0]!)).not.toEqual(losses(sizes[1]!))
    await refuses('width', ['train', project, '--width', '0.5'], /applies to alexnet, .* is of heatmap/)
  },
  'train --learning-rate': differs(rates, ['--learning-rate', '0.01']),
  'train --optimiser': differs(losses, ['--optimiser', 'sgd'], ['--learning-rate', '0.1']),
  'train --schedule': differs(rates, ['--schedule', 'constant']),
  'train --steps-per-epoch': differs(({ steps }) => steps.length, ['--steps-per-epoch', '2']),
  'train --validation-steps': differsAmongSeveral(({ epochs }) => rounded(epochs[0]?.['valLoss'])),
  'train --validation-frequency': async () => {
    const every = async (n: string) => validated(await train(['--epochs', '3', '--validation-frequency', n]))
    expect(await every('1')).toEqual([true, true, true])
    expect(await every('3')).toEqual([false, false, true])
  },
  'train --validation-crop': async () => {
    writeFileSync(at('crop.json'), '{"crop": {"size": 64}}')
    await done('build', stripes, '--from', at('kinds'), '--tile', '80', '--out', at('k80.h5'))
    const cropped = [...alexnet, '--dataset', at('k80.h5'), '--augment', at('crop.json')]
    const loss = async (crop: string) =>
      rounded((await train([...cropped, '--validation-crop', crop], stripes)).epochs[0]?.['valLoss'])
    expect(await loss('ten-crop')).not.toBe(await loss('centre'))
    await refuses('validation-crop', ['train', stripes, ...alexnet, '--validation-crop', 'ten-crop'])
    await refuses('validation-crop', ['train', project, '--validation-crop', 'ten-crop'], /heatmap/)
  },
  'train --class-weights': differs(losses, ['--class-weights', 'a=9']),
  'train --false-negative-weight': async () => {
    const several: [string, string][] = [
      [project, 'heatmap'],
      [project, 'segment'],
      [project, 'yolo-tiny'],
    ]
    for (const [where, model] of several) {
      const plain = ['--model', model, ...(model.startsWith('yolo') ? ['--width', '0.05'] : [])]
      await differs(losses, ['--false-negative-weight', model === 'segment' ? 'b=9' : '9'], plain, where)()
    }
  },
  'train --monitor': differs(({ ended }) => ended.result['best'], ['--monitor', 'loss']),
  'train --keep-best': async () => {
    await differsAmongSeveral(setting('keepBest'))()
    await refuses('keep-best', ['train', project, '--keep-best', 'steady', '--monitor', 'loss'])
  },
  'train --patience': async () => {
    const plain = [
      '--epochs',
      '5',
      '--steps-per-epoch',
      '1',
      '--validation-frequency',
      '1',
      '--learning-rate',
      '0.0000001',
    ]
    await differs(({ epochs }) => epochs.length, ['--patience', '1'], plain)()
  },
  'train --restore-best': differs(weightsOf, ['--restore-best'], ['--epochs', '2']),
  'train --reduce-on-plateau': differs(
    rates,
    ['--reduce-on-plateau', '0.5,1'],
    [
      '--epochs',
      '4',
      '--steps-per-epoch',
      '1',
      '--validation-frequency',
      '1',
      '--schedule',
      'constant',
      '--learning-rate',
      '0.0000001',
    ],
  ),
  'train --augment': async () => {
    await differs(losses, ['--augment', 'strong'])()
    const file = (content: string) => {
      writeFileSync(at('chain.json'), content)
      return at('chain.json')
    }
    await differs(losses, ['--augment', file('{"flip": {"horizontal": 1, "vertical": 1}}')])()
    await refuses('augment', ['train', project, '--augment', file('{"crop": {"size": 96}}')], /96 .* 64/)
    await refuses('augment', ['train', stripes, '--model', 'alexnet', '--augment', file('{"copyPaste": {}}')])
    for (const wrong of ['5', '[]', '{"flip": 3}', '{"fly": {}}', 'x'])
      await refuses('augment', ['train', project, '--augment', file(wrong)])
  },
  'train --preprocess': differs(losses, ['--preprocess', 'unit']),
  'train --preprocess-expression': async () => {
    await differs(losses, ['--preprocess-expression', 'r=255-r; g=g/2'])()
    await refuses('preprocess-expression', ['train', project, '--preprocess-expression', 'r=spawn(1)'])
  },
  // Batches are the same whatever prepares them (dataset-queue.test.ts): a person sees the setting, and the time.
  'train --queue-size': async () => {
    await differs(setting('queueSize'), ['--queue-size', '2'], ['--workers', '1'])()
    await refuses('queue-size', ['train', project, '--queue-size', '2', '--workers', '0'])
  },
  'train --workers': differsAmongSeveral(setting('workers')),
  'train --no-csv-log': differsAmongSeveral(({ path }) => existsSync(`${path}/metrics.csv`)),
  'train --tensorboard': differsAmongSeveral(({ path }) => existsSync(`${path}/tensorboard`)),
}

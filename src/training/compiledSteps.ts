import {
  stepCompiler,
  type CompiledStep,
  type HyperParameters,
  type NamedArrays,
  type StepDescription,
  type TrainingState,
} from '../engine/graph/compiler'
import { isOutOfMemory } from '../engine/outOfMemory'
import { says } from '../messages/says/says'
import { adamDefaults, gradientLimit, type AdamOptions } from './adam'

/** Compiled steps kept at a time, one a shape of batch: an epoch has two, and one more after a lack of memory. */
const most = 3
/**
 * The uses of a compiled step before which the step is recorded again and compared: what depends on the batch in a way
 * that the recording does not see must not be taken for a constant.
 */
const checkedUses: readonly number[] = [1, 2, 9, 99]

/** A training shorter than this many steps is not worth the second that a compilation takes. */
const eagerSteps = 10

/**
 * The room that a compiled step is given before it is worth it, in parts of its state (weights, average, moments): that once,
 * the model's own weights, gradients whole and clipped, and a few tiles. Measured with AlexNet of 58 million weights, 0.93 GB
 * of state: 1.8 GB are too few, 2.0 hold one tile and not eight.
 */
const shareHeld = 2.5

/** When steps are compiled, where the engine can: 'auto' after the first few of a training, whoever takes them. */
export type StepMode = 'auto' | 'compiled' | 'eager'

/** The steps that the engine has compiled, and who holds the training's present state: one of them, or the arrays. */
export class CompiledSteps {
  private readonly steps = new Map<string, { step: CompiledStep; uses: number }>()
  private readonly proven = new WeakSet<CompiledStep>()
  private holder: CompiledStep | undefined
  /** Whether the holder is ahead of the arrays. */
  private ahead = false
  /** Whether a recording has left its traces in the model. */
  private rehearsed = false

  constructor(
    readonly state: TrainingState,
    private mode: StepMode,
    private readonly optimiser: AdamOptions = adamDefaults,
  ) {}

  /** Bytes that a compiled step wants in the engine beyond an eager one: its state, and the clipped gradient. */
  get heldBytes(): number {
    const compiler = this.mode === 'eager' ? undefined : stepCompiler()
    return compiler && this.fits(compiler.memory) ? 1.25 * this.bytes : 0
  }

  /** The compiled step for batches of these shapes after `done` steps of the training; undefined where steps are eager. */
  of(
    inputs: NamedArrays,
    done: number,
    describe: () => StepDescription,
    warn: (sentence: string) => void,
  ): CompiledStep | undefined {
    const compiler = this.mode === 'eager' ? undefined : stepCompiler()
    if (!compiler || (this.mode === 'auto' && done < eagerSteps)) return undefined
    const shapes = JSON.stringify(Object.entries(inputs).map(([name, { shape }]) => [name, shape]))
    try {
      if (!this.fits(compiler.memory)) throw new Error(this.tooLarge(compiler.memory))
      const known = this.steps.get(shapes)
      if (!known) {
        this.forgetOldest()
        this.rehearsed = true
        const step = compiler.compile(describe(), { ...this.optimiser, gradientLimit })
        this.steps.set(shapes, { step, uses: 1 })
        return step
      }
      if (checkedUses.includes(known.uses)) {
        this.rehearsed = true
        if (!known.step.matches(describe())) throw new Error(says.training.itIsNotTheSame)
      }
      known.uses++
      this.steps.delete(shapes)
      this.steps.set(shapes, known)
      return known.step
    } catch (error) {
      if (isOutOfMemory(error) && (inputs['image']?.shape[0] ?? 1) > 1) throw error
      this.giveUp(error, warn)
      return undefined
    }
  }

  /** All steps are eager from now on. */
  giveUp(error: unknown, warn: (sentence: string) => void): void {
    const why = error instanceof Error ? error.message.split('\n')[0]?.replace(/\.$/, '') : String(error)
    warn(says.training.theTrainingStepCouldNot(String(why)))
    this.settle()
    // The model's variables are stale still.
    this.rehearsed = true
    this.mode = 'eager'
    this.dispose()
  }

  run(step: CompiledStep, inputs: NamedArrays, hyper: HyperParameters): { loss: number; norm: number } {
    if (this.holder !== step) {
      this.settle()
      step.load(this.state)
      this.holder = step
    }
    const result = step.run(inputs, hyper)
    this.ahead = true
    this.proven.add(step)
    return result
  }

  /** Whether the step has run before. */
  hasRun(step: CompiledStep): boolean {
    return this.proven.has(step)
  }

  /** Brings the arrays up to date; whether the model's own variables may differ from them. */
  settle(): boolean {
    const stale = this.ahead || this.rehearsed
    if (this.ahead) this.holder?.read(this.state)
    this.ahead = this.rehearsed = false
    return stale
  }

  /** From now on the arrays hold the state; call after `settle`. */
  handBack(): void {
    this.holder = undefined
  }

  dispose(): void {
    this.holder = undefined
    this.ahead = false
    for (const { step } of this.steps.values()) step.dispose()
    this.steps.clear()
  }

  private fits(memory = Infinity): boolean {
    return shareHeld * this.bytes <= memory
  }

  private tooLarge(memory = Infinity): string {
    const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`
    return says.training.itWouldTakeBytesFor(megabytes(shareHeld * this.bytes), megabytes(memory))
  }

  private get bytes(): number {
    const { values, average, m, v } = this.state
    return [values, average, m, v].reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  private forgetOldest(): void {
    const [oldest] = this.steps
    if (this.steps.size < most || !oldest) return
    if (this.holder === oldest[1].step) {
      this.settle()
      this.handBack()
    }
    oldest[1].step.dispose()
    this.steps.delete(oldest[0])
  }
}

import type { Random } from '../base/random'
import type { TileBatch } from '../tiles/tiles'
import type { Transform } from './view'

/** Changes the tiles of a batch with each other, before each is looked at; `size` is their side in pixels. */
export type BatchMix = (batch: TileBatch, size: number, random: Random) => TileBatch

/** A number that the person may set. */
export interface Parameter {
  readonly label: string
  readonly default: number
  readonly min: number
  readonly max: number
  readonly step: number
  /** "°", "px", "%" or nothing, for the window; the value itself is in the unit that the label says. */
  readonly unit?: string
}

/** One way to vary tiles in training: one tile by its view, or the tiles of a batch with each other. */
export interface Augmentation<P extends string = string> {
  readonly id: string
  readonly label: string
  /** What it does and what for, in one sentence. */
  readonly about: string
  readonly parameters: Readonly<Record<P, Parameter>>
  transform?(values: Readonly<Record<P, number>>): Transform
  mix?(values: Readonly<Record<P, number>>): BatchMix
}

/** Every enabled augmentation with its values; one that is not named is off. JSON. */
export type AugmentationSettings = Readonly<Record<string, Readonly<Record<string, number>>>>

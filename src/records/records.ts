import type * as v from 'valibot'
import { checkedAreas } from './checkedArea'
import { classes } from './class'
import { images } from './image'
import { objects } from './object'
import { rejections } from './rejection'

export type { AttributeDefinition, ClassRecord } from './class'
export type { CheckedArea } from './checkedArea'
export type { ImageRecord } from './image'
export type { ObjectRecord, Origin } from './object'
export type { Rejection } from './rejection'
export { bounds, type Shape, type Turned } from './shape'

/** Ids are whole numbers, counted up per table and never used again. */
export type ImageId = number
export type ObjectId = number

/** The kinds of record that an edit may touch, by table. Each is a file of its own. */
export const recordKinds = { images, classes, objects, checked: checkedAreas, rejections } as const

export type TableName = keyof typeof recordKinds
export type Tables = {
  [T in TableName]: Readonly<v.InferOutput<(typeof recordKinds)[T]['schema']>>
}

export const tableNames = Object.keys(recordKinds) as TableName[]

import { AppError } from '../../base/errors'
import { checkBytes, openH5File } from '../../hdf5/h5File.node'
import {
  loadH5,
  type H5,
  type H5Dataset,
  type H5File,
  type H5Group,
  type OpenH5,
} from '../../hdf5/h5Module.node'
import { says } from '../../messages/says/says'
import type { LayerWeights } from './layerWeights'

/**
 * Reads the weights of a Keras 2 file, in the order of its layers: `save_weights('x.h5')` writes them at the root,
 * `save('x.h5')` below /model_weights. Layers without weights are left out. Fails with `weights-missing`,
 * `weights-foreign` or `weights-damaged`.
 */
export async function readKerasWeights(path: string): Promise<LayerWeights[]> {
  const h5 = await loadH5()
  const file = await open(path)
  try {
    const root = rootOf(h5, file, path)
    return namesOf(root, 'layer_names')
      .map((name) => readLayer({ h5, file }, root, name, path))
      .filter(({ weights }) => weights.length > 0)
  } catch (error) {
    // What HDF5 says of a damaged file fills a page.
    throw error instanceof AppError ? error : damaged(path, error)
  } finally {
    file.close()
  }
}

async function open(path: string): Promise<H5File> {
  try {
    return await openH5File(path)
  } catch (error) {
    const code = error instanceof AppError ? error.code : ''
    if (code === 'file-missing')
      throw new AppError('weights-missing', says.weights.thereIsNoFilePath(path), {
        cause: error,
      })
    if (code === 'h5-foreign') throw foreign(path, says.weights.itIsNoHdf5File, error)
    throw damaged(path, error)
  }
}

function rootOf(h5: H5, file: H5File, path: string): H5Group {
  if (hasNames(file, 'layer_names')) return file
  const below = file.get('model_weights')
  if (below instanceof h5.Group && hasNames(below, 'layer_names')) return below
  const newer = file.get('layers') instanceof h5.Group || file.get('_layer_checkpoint_dependencies')
  throw foreign(path, newer ? says.weights.itHasTheLayoutOf : says.weights.noLayersAreNamedIn)
}

const hasNames = (group: H5Group, name: string) => name in group.attrs || `${name}0` in group.attrs

/** A list of names; Keras cuts one that is too long for an attribute into NAME0, NAME1, … */
function namesOf(group: H5Group, name: string): string[] {
  if (name in group.attrs) return listOf(group, name)
  const names: string[] = []
  for (let part = 0; `${name}${part}` in group.attrs; part++) names.push(...listOf(group, `${name}${part}`))
  return names
}

/** An empty list is stored as no floats. */
function listOf(group: H5Group, attribute: string): string[] {
  const value: unknown = group.attrs[attribute]?.value
  return Array.isArray(value) ? value.map(String) : typeof value === 'string' ? [value] : []
}

function readLayer({ h5, file }: OpenH5, root: H5Group, name: string, path: string): LayerWeights {
  const group = root.get(name)
  if (!(group instanceof h5.Group)) throw damaged(path, says.weights.noGroupName(name))
  const weights = namesOf(group, 'weight_names').map((weight) => {
    const found = group.get(weight)
    if (!(found instanceof h5.Dataset)) throw damaged(path, says.weights.noDatasetWeight(weight))
    return {
      name: weight.replace(/:\d+$/, ''),
      shape: found.shape ?? [],
      values: valuesOf(file, found, path),
    }
  })
  return { name, weights }
}

function valuesOf(file: H5File, dataset: H5Dataset, path: string): Float32Array {
  const values = floatsOf(file, dataset, path)
  const wrong = values?.findIndex((value) => !Number.isFinite(value)) ?? -1
  if (wrong >= 0)
    throw damaged(
      path,
      new Error(`${dataset.path} holds ${values?.[wrong]}`),
      says.weights.aWeightOfPathIs(dataset.path),
    )
  if (values) return values
  throw foreign(path, says.weights.theWeightPathIsNot(dataset.path))
}

function floatsOf(file: H5File, dataset: H5Dataset, path: string): Float32Array | undefined {
  try {
    checkBytes(file, dataset)
    const { value } = dataset
    if (value instanceof Float32Array) return value
    if (value instanceof Float64Array) return Float32Array.from(value)
    return typeof value === 'number' ? Float32Array.of(value) : undefined
  } catch (error) {
    throw damaged(path, error)
  }
}

function foreign(path: string, why: string, cause?: unknown): AppError {
  return new AppError('weights-foreign', says.weights.pathIsNotAFile(path, why), {
    cause,
  })
}

function damaged(path: string, cause: unknown, what?: string): AppError {
  return new AppError('weights-damaged', says.weights.pathIsDamagedOrCut(path, what ? ` (${what})` : ''), {
    cause,
  })
}

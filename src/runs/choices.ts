// What a training's options choose from.

/** How the learning rate goes from its peak to the end; all after a short warm-up. */
export const schedules = ['cosine', 'constant', 'step', 'exponential'] as const
export type Schedule = (typeof schedules)[number]

/** How weights follow their gradients: `optimisers` has the rules. */
export const optimiserIds = ['adam', 'rmsprop', 'sgd'] as const
export type OptimiserId = (typeof optimiserIds)[number]

/** Figures of the validation by which epochs are compared: F1 at the threshold (greater is better), or the loss. */
export const monitors = ['f1', 'loss'] as const
export type Monitor = (typeof monitors)[number]

/**
 * `highest`: the best by the monitored figure, of equals the later (as Keras' ModelCheckpoint). `steady`: the latest whose
 * F1 is within one standard error of the highest (Breiman et al.: Classification and Regression Trees, 1984, 3.4.3).
 */
export const keepBests = ['highest', 'steady'] as const
export type KeepBest = (typeof keepBests)[number]

export const units = {
  tiles: 'tiles',
  share: 'share',
  steps: 'steps',
  batches: 'batches',
  epochs: 'epochs',
  min: 'min',
  validations: 'validations',
}

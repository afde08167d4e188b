/** What is drawn over the picture. */
export class Overlay {
  objectsVisible = $state(true)
  detectionsVisible = $state(true)
  /** The insides of objects are filled, by so much (0..1). */
  filled = $state(false)
  fillOpacity = $state(0.35)
  heatVisible = $state(false)
  heatOpacity = $state(0.8)
  /** Detections with a lower score are not shown. */
  threshold = $state(0.5)
  /** What changes how the picture looks is unfolded. */
  adjusting = $state(false)
}

/** What is drawn over the picture. */
export class Overlay {
  objectsVisible = $state(true)
  detectionsVisible = $state(true)
  heatVisible = $state(false)
  heatOpacity = $state(0.8)
  /** Detections with a lower score are not shown. */
  threshold = $state(0.5)
}

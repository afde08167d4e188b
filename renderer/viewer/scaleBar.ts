/** A round length (1, 2 or 5 times a power of ten image pixels) that is about `wanted` CSS pixels long. */
export function scaleBar(scale: number, wanted = 110): { readonly pixels: number; readonly width: number } {
  const most = wanted / scale
  const power = 10 ** Math.floor(Math.log10(most))
  const step = [5, 2, 1].find((each) => each * power <= most) ?? 1
  const pixels = Math.max(1, step * power)
  return { pixels, width: pixels * scale }
}

/** 1,234 px; 12,000 px: with the thousands apart. */
export function formatPixels(pixels: number): string {
  return `${Math.round(pixels).toLocaleString('en')} px`
}

/** Two digits that count: 0.83 %, 4.2 %, 37 %, 250 %. */
export function formatZoom(scale: number): string {
  const percent = scale * 100
  return `${percent < 1 ? percent.toFixed(2) : percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}

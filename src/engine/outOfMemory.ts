/** Whether an engine failed for lack of memory: each says it in other words. */
export function isOutOfMemory(error: unknown): boolean {
  return (
    error instanceof Error &&
    /\bOOM\b|out of memory|failed to allocate|allocation failed/i.test(error.message)
  )
}

/** Why work ends that the person did not stop: its project or the window was left. What runs elsewhere goes on then. */
export const projectLeft: Error = Object.assign(new Error('The project was left.'), { name: 'AbortError' })

/** Whether somebody wants the work itself to end, not only to look at it no more. */
export const isStopped = (signal: AbortSignal): boolean => signal.aborted && signal.reason !== projectLeft

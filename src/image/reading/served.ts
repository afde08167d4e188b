/** Whether a picture's place is an address on a network. Only a worker reads there, and loads what it takes only then. */
export const isServed = (path: string): boolean => /^https?:\/\//i.test(path)

/** A name that leads nowhere else: no separators, no drive, nothing that a system gives a meaning of its own. */
export function isPlainName(name: string): boolean {
  // eslint-disable-next-line no-control-regex
  return name.length <= 255 && /^[^/\\:\u0000-\u001f]+$/.test(name) && !/^\.+$/.test(name)
}

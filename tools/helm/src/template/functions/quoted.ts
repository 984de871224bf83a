/** strconv.Quote, of which JSON has the same for what is printable. Go writes what is not in forms of its own: an Error. */
export function quoted(value: string): string {
  if (/[^\P{C}\n\r\t]|[^\P{Z} ]/u.test(value)) throw new Error('quote: control characters are not known to this renderer');
  return JSON.stringify(value);
}

/** A posted form (WHATWG URL, section 5.1), a field a line, unescaped. Undefined: it has no field. */
export function prettyForm(text: string): string | undefined {
  const fields = [...new URLSearchParams(text)];
  if (fields.length === 0 || !text.includes('=')) return undefined;
  return fields.map(([name, value]) => `${name} = ${value}`).join('\n');
}

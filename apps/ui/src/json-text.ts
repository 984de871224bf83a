/** One word of JSON text, or what stands between words. */
export interface JsonToken {
  readonly kind: 'name' | 'string' | 'number' | 'word' | 'plain';
  readonly text: string;
}

/**
 * Only whitespace between tokens changes: numbers beyond a double's precision, repeated names and escapes stay as they were sent.
 * Undefined: no JSON.
 */
export function prettyJson(text: string): string | undefined {
  try {
    JSON.parse(text);
  } catch {
    return undefined;
  }
  let depth = 0;
  const line = (): string => `\n${'  '.repeat(depth)}`;
  return (text.match(/"[^"\\]*(?:\\.[^"\\]*)*"|[^\s"{}[\],:]+|\{\s*\}|\[\s*\]|[{}[\],:]/g) ?? []).map((token) => {
    if (token === '{' || token === '[') {
      depth++;
      return token + line();
    }
    if (token === '}' || token === ']') {
      depth--;
      return line() + token;
    }
    if (token === ',') return token + line();
    if (token === ':') return ': ';
    return /^[{[]/.test(token) ? token.replace(/\s+/g, '') : token;
  }).join('');
}

/** The text of valid JSON in pieces that together are the text. */
export function jsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = [];
  let end = 0;
  for (const match of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")(?=(\s*:)?)|-?\d[\d.eE+-]*|true|false|null/g)) {
    if (match.index > end) tokens.push({ kind: 'plain', text: text.slice(end, match.index) });
    tokens.push({ kind: kindOf(match), text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < text.length) tokens.push({ kind: 'plain', text: text.slice(end) });
  return tokens;
}

function kindOf([text, quoted, colon]: RegExpExecArray): JsonToken['kind'] {
  if (quoted !== undefined) return colon === undefined ? 'string' : 'name';
  return /^[tfn]/.test(text) ? 'word' : 'number';
}

import { useMemo } from 'preact/hooks';
import { jsonTokens } from './json-text.ts';

/** Beyond so many characters the colours would cost more than they give. */
const MAX_COLOURED = 100_000;

/** Pretty JSON with its words in colours. */
export function JsonText({ text }: { readonly text: string }) {
  const tokens = useMemo(() => (text.length > MAX_COLOURED ? [] : jsonTokens(text)), [text]);
  if (tokens.length === 0) return <>{text}</>;
  return <>{tokens.map(({ kind, text: word }, n) => (kind === 'plain' ? word : <span key={n} class={`json-${kind}`}>{word}</span>))}</>;
}

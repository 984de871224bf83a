/** The text that bytes are in the charset of their Content-Type (RFC 9110, section 8.3.2), UTF-8 without one; undefined: they are no text. */
export function textOf(bytes: Uint8Array, contentType: string | undefined): string | undefined {
  const charset = /;\s*charset="?([\w.:-]{1,40})/i.exec(contentType ?? '')?.[1] ?? 'utf-8';
  try {
    const text = new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

/** One block of a PEM text (RFC 7468). */
export interface PemBlock {
  /** Such as `CERTIFICATE`, `PRIVATE KEY`, `RSA PRIVATE KEY`, `EC PRIVATE KEY`, `ENCRYPTED PRIVATE KEY`. */
  readonly label: string;
  readonly der: Buffer;
  /** The block as it was written, with its headers: what node:crypto reads. */
  readonly text: string;
}

const block = /-----BEGIN ([A-Z0-9 ]{1,64})-----[ \t]*\r?\n((?:(?!-----)[^])*)-----END \1-----/g;

/** The blocks in their order; text around them is skipped, as OpenSSL does. */
export function parsePem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (const [whole, label, body] of text.matchAll(block)) {
    // RFC 1421 headers (`Proc-Type: 4,ENCRYPTED`) end at an empty line.
    const base64 = body!.includes(':') ? body!.replace(/^[^]*?\r?\n\r?\n/, '') : body!;
    blocks.push({ label: label!, der: Buffer.from(base64, 'base64'), text: `${whole}\n` });
  }
  return blocks;
}

/** 64 characters a line, a newline at the end. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64');
  return `-----BEGIN ${label}-----\n${base64.replace(/.{1,64}/g, '$&\n')}-----END ${label}-----\n`;
}

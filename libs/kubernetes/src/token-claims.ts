/**
 * When a JWT (RFC 7519) that claims to be for `audience` says it ends, in milliseconds since the epoch; undefined for anything else. Nothing is verified:
 * it only says what is worth verifying.
 */
export function expiryOf(token: string, audience: string): number | undefined {
  const parts = token.split('.');
  if (parts.length !== 3 || parts.some((part) => !/^[A-Za-z0-9_-]+$/.test(part))) return undefined;
  const claims = parse(Buffer.from(parts[1]!, 'base64url').toString('utf8'));
  const { aud, exp } = claims ?? {};
  const audiences: readonly unknown[] = Array.isArray(aud) ? aud : [aud];
  return audiences.includes(audience) && typeof exp === 'number' && Number.isFinite(exp) ? exp * 1000 : undefined;
}

function parse(json: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value as Readonly<Record<string, unknown>> : undefined;
  } catch {
    return undefined;
  }
}

/** What bytes are, in a word for a narrow column: `json`, `html`, `png`. Empty: nobody said. */
export function mediaName(contentType: string | undefined): string {
  const type = (contentType ?? '').split(';', 1)[0]!.trim().toLowerCase();
  const known = usual[type];
  if (known !== undefined) return known;
  const subtype = type.split('/')[1] ?? '';
  // RFC 6838, section 4.2.8: what it is built on says more than what it is for.
  const suffix = /\+(json|xml|zip|yaml)$/.exec(subtype)?.[1];
  return (suffix ?? subtype.replace(/^(?:x-|vnd\.)/, '')).slice(0, 16);
}

const usual: Readonly<Record<string, string | undefined>> = {
  'application/octet-stream': 'binary',
  'application/javascript': 'js',
  'application/x-javascript': 'js',
  'application/x-www-form-urlencoded': 'form',
  'image/svg+xml': 'svg',
  'image/vnd.microsoft.icon': 'icon',
  'image/x-icon': 'icon',
  'multipart/form-data': 'form',
  'text/event-stream': 'events',
  'text/javascript': 'js',
};

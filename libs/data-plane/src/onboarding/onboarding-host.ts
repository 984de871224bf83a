const label = /^[a-z0-9_-]{1,63}$/;

/** The name at which the page is, in lower case. Throws an Error with what was expected. */
export function parseOnboardingHost(text: string): string {
  const host = text.toLowerCase();
  if (host.length > 253 || !host.split('.').every((part) => label.test(part))) throw new Error('expected a host name such as mitm.it, without scheme and port');
  return host;
}

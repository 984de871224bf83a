/** Where the API is: one notation for `weir up`, which serves it there, and for the commands that ask there, since both read WEIR_API. */
interface ApiAddress {
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
}

/**
 * Where `weir up` listens: `HOST:PORT`, `[IPV6]:PORT`, `PORT` (then on 127.0.0.1), or the URL of such a place. Port 0 picks a free one.
 * Throws Error with what was expected.
 */
export function parseApiAddress(value: string): { readonly host: string; readonly port: number } {
  const { secure, host, port } = read(value);
  if (secure) throw new Error('expected HOST:PORT: weir up speaks plain HTTP, and a proxy before it may speak https');
  return { host, port };
}

/** The URL at which a client finds the API, without a path: of a URL, or of what `weir up` takes. Throws Error with what was expected. */
export function apiUrl(value: string): string {
  const { secure, host, port } = read(value);
  if (port === 0) throw new Error('port 0 is any free port: give the one that weir up printed');
  // Whoever listens everywhere listens on localhost, too; nobody can connect to a wildcard.
  const dialled = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return new URL(`${secure ? 'https' : 'http'}://${dialled.includes(':') ? `[${dialled}]` : dialled}:${port}`).origin;
}

function read(value: string): ApiAddress {
  const match = /^(?:(?:\[([0-9a-f:.]+)\]|([^\s:/?#@[\]]+)):)?(\d{1,5})$/i.exec(value);
  const address = match === null ? readUrl(value) : { secure: false, host: match[1] ?? match[2] ?? '127.0.0.1', port: Number(match[3]) };
  if (address === undefined || address.port > 65_535) throw new Error('expected HOST:PORT such as 127.0.0.1:8081, or a URL such as http://127.0.0.1:8081');
  return address;
}

/** Also the link that `weir up` prints for a browser; the token in it is not looked at. */
function readUrl(value: string): ApiAddress | undefined {
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return undefined;
  const { protocol, hostname, port, pathname, username, password } = new URL(value);
  if (pathname !== '/' || username !== '' || password !== '') return undefined;
  const secure = protocol === 'https:';
  return { secure, host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? (secure ? 443 : 80) : Number(port) };
}

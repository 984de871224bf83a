/** Statuses that this proxy answers by itself. */
const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  407: 'Proxy Authentication Required',
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

/** RFC 9110, 11.6.1 and 11.7.1. The realm is mitmproxy's: clients keep passwords by it. */
const challenges: Readonly<Record<number, string>> = {
  401: 'WWW-Authenticate: Basic realm="mitmproxy"\r\n',
  407: 'Proxy-Authenticate: Basic realm="mitmproxy"\r\n',
};

export interface ErrorPage {
  readonly status: number;
  /** Plain text; may hold what a peer sent. */
  readonly message: string;
  /** Whether the connection ends with this answer. */
  readonly close: boolean;
  /** An answer to HEAD: the head of the page alone. */
  readonly headOnly: boolean;
}

/** A whole response: what we say where no server did. */
export function errorPage({ status, message, close, headOnly }: ErrorPage): Buffer {
  const title = `${status} ${reasons[status] ?? 'Error'}`;
  const page = Buffer.from(
    `<html>\n<head><title>${title}</title></head>\n<body>\n<h1>${title}</h1>\n<p>${escaped(message)}</p>\n<hr>\n`
      + '<p>This answer is from Weir, which stands between you and the server.</p>\n</body>\n</html>\n',
  );
  const head = Buffer.from(
    `HTTP/1.1 ${title}\r\nServer: weir\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: ${page.length}\r\n`
      + `${challenges[status] ?? ''}${close ? 'Connection: close\r\n' : ''}\r\n`,
  );
  return headOnly ? head : Buffer.concat([head, page]);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

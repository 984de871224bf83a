import type { Listening } from '@weir/runtime';

/** What `weir up` runs, once it does. */
export interface Announcement {
  readonly listening: readonly Listening[];
  /** The API's address, without the token. */
  readonly api: string;
  readonly token: string;
  /** The file of the authority's certificate. */
  readonly authority: string;
  /** Whether there is a page at the API's address. */
  readonly page: boolean;
}

/** One JSON object a line, for programs. The token is not told: it is in the home, or was given. */
export function announceJson({ listening, api }: Announcement): string {
  const events = [
    ...listening.map(({ mode, transport, address, port }) => ({ event: 'listening', mode, transport, address, port })),
    { event: 'api', url: api },
    { event: 'ready' },
  ];
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** For people: what runs where, and the first thing to try. */
export function announceText({ listening, api, token, authority, page }: Announcement): string {
  const rows = listening.map(({ mode, transport, address, port }) => [mode, `listens on ${shownHost(address)}:${port}${transport === 'tcp' ? '' : ` (${transport})`}`]);
  rows.push([page ? 'page and API' : 'API', page ? `${api}/?token=${token}` : api], ['authority', authority]);
  const width = Math.max(...rows.map(([name]) => name!.length));
  const lines = rows.map(([name, what]) => `  ${name!.padEnd(width)}  ${what}`);
  const regular = listening.find(({ mode }) => /^regular(@|$)/i.test(mode));
  const hint = regular === undefined ? [] : ['', `Try: curl -x http://${dialledHost(regular.address)}:${regular.port} --cacert ${authority} https://example.com/`];
  return ['Weir is up.', '', ...lines, ...hint, '', 'What passes: weir flows (in a checkout: npx --no-install weir flows). Ctrl-C ends it.', ''].join('\n');
}

function shownHost(address: string): string {
  if (address === '::' || address === '0.0.0.0') return '*';
  return address.includes(':') ? `[${address}]` : address;
}

/** An address that a program on this machine can connect to. */
function dialledHost(address: string): string {
  const shown = shownHost(address);
  return shown === '*' ? '127.0.0.1' : shown;
}

import type { Listening } from '@weir/runtime';
import { firstRequest, flowsCommand, shownHost } from './hints.ts';

/** What `weir up` runs, once it does. */
export interface Announcement {
  readonly listening: readonly Listening[];
  /** The API's address, without the token. */
  readonly api: string;
  readonly token: string;
  /** The token was given, and is not the home's. */
  readonly givenToken: boolean;
  /** The folder of --home, whole. */
  readonly home: string;
  /** Where the authority is: the file of its certificate, or the addresses of a service. */
  readonly authority: string;
  /** That file, where there is one. */
  readonly certificateFile: string | undefined;
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

/** For people: what runs where, and the first thing to try with each. */
export function announceText({ listening, api, token, givenToken, home, authority, certificateFile, page }: Announcement): string {
  const rows = listening.map(({ mode, transport, address, port }) => [mode, `listens on ${shownHost(address)}:${port}${transport === 'tcp' ? '' : ` (${transport})`}`]);
  rows.push([page ? 'page and API' : 'API', page ? `${api}/?token=${token}` : api], ['authority', authority]);
  const width = Math.max(...rows.map(([name]) => name!.length));
  const lines = rows.map(([name, what]) => `  ${name!.padEnd(width)}  ${what}`);
  const tries = listening.flatMap((each) => firstRequest(each, certificateFile) ?? []).map((command) => `Try: ${command}`);
  const flows = flowsCommand({ api, home, givenToken });
  return ['Weir is up.', '', ...lines, '', ...tries, ...(tries.length > 0 ? [''] : []), `What passes: ${flows} (in a checkout: npx --no-install ${flows}). Ctrl-C ends it.`, ''].join('\n');
}

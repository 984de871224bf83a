import { createRequire } from 'node:module';

/** A message as llhttp, the parser of Node's own servers and clients, understands it. */
export interface SeenMessage {
  /** Of a request. */
  readonly method?: string;
  readonly target?: string;
  /** Names in lower case and values, in turn; without trailers. */
  readonly headers: readonly string[];
  /** Of a response. */
  readonly status?: number;
  /** Without transfer coding, latin1. */
  body: string;
  whole: boolean;
  /** Nothing after it is HTTP. */
  readonly upgrade: boolean;
}

interface Parser {
  [callback: number]: (...values: never[]) => number | void;
  initialize(type: number, resource: object, maxHeaderSize: number, flags: number): void;
  /** The count of bytes read, or the error, which is of Node's own realm. */
  execute(bytes: Buffer): number | { readonly code: string };
}

interface Internals {
  readonly HTTPParser: (new () => Parser) & {
    readonly REQUEST: number; readonly RESPONSE: number; readonly kOnHeadersComplete: number; readonly kOnBody: number; readonly kOnMessageComplete: number; readonly kOnHeaders: number;
  };
  readonly methods: readonly string[];
}

// Node has no public name for its parser; what is missing shows in llhttp.test.ts.
const { HTTPParser, methods } = createRequire(import.meta.url)('_http_common') as Internals;

export interface Seen {
  /** Up to where llhttp refused to go on. */
  readonly messages: readonly SeenMessage[];
  /** Why it refused, such as `HPE_INVALID_TRANSFER_ENCODING`; never for a reason that says nothing about where messages begin and end. */
  readonly refused?: string;
  /** It refused for a harmless reason: what follows was not read. */
  readonly stopped?: true;
}

/**
 * llhttp knows registered methods alone; it takes no octet above 127 in a target, and no chunk extension that is no name and value; it
 * reads no further where it would close.
 */
const harmless: ReadonlySet<string> = new Set(['HPE_INVALID_METHOD', 'HPE_INVALID_URL', 'HPE_STRICT', 'HPE_CLOSED_CONNECTION']);

/** What llhttp makes of `bytes`. */
export function llhttpReads(kind: 'requests' | 'responses', bytes: Uint8Array): Seen {
  const messages: SeenMessage[] = [];
  const parser = new HTTPParser();
  parser.initialize(kind === 'requests' ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {}, 1 << 20, 0);
  // Told before the rest of the head where there are many fields, and again with trailers: as Node's own callbacks take it.
  let early = '';
  let earlyHeaders: string[] = [];
  parser[HTTPParser.kOnHeaders] = (headers: string[], url: string) => {
    early += url;
    earlyHeaders.push(...headers);
  };
  parser[HTTPParser.kOnHeadersComplete] = (...[, , rest, method, url, status, , upgrade]: [number, number, string[] | undefined, number, string, number, string, boolean]) => {
    const start = kind === 'requests' ? { method: methods[method]!, target: url ?? early } : { status };
    const headers = [...earlyHeaders, ...(rest ?? [])].map((text, at) => (at % 2 === 0 ? text.toLowerCase() : text));
    messages.push({ ...start, headers, body: '', whole: false, upgrade });
    early = '';
    earlyHeaders = [];
    return upgrade ? 2 : 0;
  };
  parser[HTTPParser.kOnBody] = (chunk: Buffer) => { messages.at(-1)!.body += chunk.toString('latin1'); };
  parser[HTTPParser.kOnMessageComplete] = () => {
    messages.at(-1)!.whole = true;
    early = '';
    earlyHeaders = [];
  };
  const result = parser.execute(Buffer.from(bytes));
  const refused = typeof result === 'number' ? undefined : result.code;
  if (refused === undefined) return { messages };
  if (harmless.has(refused)) return { messages, stopped: true };
  return { messages, refused };
}

import { createRequire } from 'node:module';

/** A message as llhttp, the parser of Node's own servers and clients, understands it. */
export interface SeenMessage {
  /** Of a request. */
  readonly method?: string;
  readonly target?: string;
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
  execute(bytes: Buffer): number | Error;
}

interface Internals {
  readonly HTTPParser: (new () => Parser) & {
    readonly REQUEST: number; readonly RESPONSE: number; readonly kOnHeadersComplete: number; readonly kOnBody: number; readonly kOnMessageComplete: number; readonly kOnHeaders: number;
  };
  readonly methods: readonly string[];
}

// Node has no public name for its parser; what is missing shows in llhttp.test.ts.
const { HTTPParser, methods } = createRequire(import.meta.url)('_http_common') as Internals;

/** The messages in `bytes`, up to where llhttp refuses to go on. */
export function llhttpMessages(kind: 'requests' | 'responses', bytes: Uint8Array): readonly SeenMessage[] {
  const seen: SeenMessage[] = [];
  const parser = new HTTPParser();
  parser.initialize(kind === 'requests' ? HTTPParser.REQUEST : HTTPParser.RESPONSE, {}, 1 << 20, 0);
  // Told before the rest of the head where there are many fields, and again with trailers: as Node's own callbacks take it.
  let early = '';
  parser[HTTPParser.kOnHeaders] = (_headers: never, url: string) => { early += url; };
  parser[HTTPParser.kOnHeadersComplete] = (...[, , , method, url, status, , upgrade]: [number, number, unknown, number, string, number, string, boolean]) => {
    const start = kind === 'requests' ? { method: methods[method]!, target: url ?? early } : { status };
    seen.push({ ...start, body: '', whole: false, upgrade });
    early = '';
    return upgrade ? 2 : 0;
  };
  parser[HTTPParser.kOnBody] = (chunk: Buffer) => { seen.at(-1)!.body += chunk.toString('latin1'); };
  parser[HTTPParser.kOnMessageComplete] = () => {
    seen.at(-1)!.whole = true;
    early = '';
  };
  parser.execute(Buffer.from(bytes));
  return seen;
}

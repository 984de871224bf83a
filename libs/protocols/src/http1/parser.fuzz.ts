import { ProxyError, defaultLimits, type Headers, type Limits } from '@weir/core';
import { parseRequestHead, parseResponseHead, requestBody, responseBody, type Body, type RequestHead, type ResponseHead } from './head.ts';
import { Http1Parser, type Framed, type MessageEvents } from './parser.ts';

/** Small, so that they are met. */
const limits: Limits = { ...defaultLimits, headBytes: 512, trailerBytes: 64 };

/**
 * Reads `bytes` as requests and as responses: whole, byte by byte, and in two. Returns when each way says the same, a ProxyError included;
 * throws only on a bug of the parser, one that keeps more than the limits allow included.
 */
export function fuzzHttp1(bytes: Uint8Array): void {
  const input = Buffer.from(bytes);
  for (const read of [readRequests, readResponses]) {
    const whole = read([input]);
    const cuts = [1, input.length >> 1, input.length - 1].filter((at) => at > 0 && at < input.length);
    const ways = [Array.from(input, (_, at) => input.subarray(at, at + 1)), ...cuts.map((at) => [input.subarray(0, at), input.subarray(at)])];
    for (const pieces of ways) {
      const outcome = read(pieces);
      if (outcome !== whole) throw new Error(`the parser depends on how its input is cut (${pieces.length} pieces):\n${outcome}\nwhole:\n${whole}`);
    }
  }
}

/** What a request parser says of these chunks, as text. */
export function readRequests(chunks: readonly Buffer[], bounds: Limits = limits): string {
  const log = new Log<RequestHead>((head) => `${head.method} ${head.target} 1.${head.minor}`, requestBody);
  return log.read(new Http1Parser({ parse: parseRequestHead, events: log, limits: bounds, blankLines: true }), chunks, bounds);
}

/** What a response parser says of these chunks, answers to GET, as text. */
export function readResponses(chunks: readonly Buffer[], bounds: Limits = limits): string {
  const log = new Log<ResponseHead>((head) => `${head.status} ${head.reason} 1.${head.minor}`, (head) => responseBody(head, 'GET'));
  return log.read(new Http1Parser({ parse: parseResponseHead, events: log, limits: bounds, blankLines: false }), chunks, bounds);
}

/** Writes events down so that cuts do not show. */
class Log<H extends Framed & { readonly headers: Headers }> implements MessageEvents<H> {
  readonly #say: (head: H) => string;
  readonly #bodyOf: (head: H) => Body;
  #lines: string[] = [];
  #body = '';
  /** Bytes read since anything was said of them: all that the parser may be keeping. */
  #silent = 0;

  constructor(say: (head: H) => string, bodyOf: (head: H) => Body) {
    this.#say = say;
    this.#bodyOf = bodyOf;
  }

  read(parser: Http1Parser<H>, chunks: readonly Buffer[], bounds: Limits): string {
    // A head and the blank lines before it; a chunk's line and the trailers are less.
    const mostKept = bounds.headBytes + 16;
    try {
      for (const chunk of chunks) {
        this.#silent += chunk.length;
        parser.feed(chunk, 0);
        if (chunk.length === 1 && this.#silent > mostKept) throw new Error(`the parser says nothing of the last ${this.#silent} bytes`);
      }
      const whole = parser.finish();
      this.#lines.push(`body ${this.#body}`, whole ? 'ended' : 'cut short');
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      this.#lines.push(`body ${this.#body}`, `${error.code} ${error.status}`);
    }
    return this.#lines.join('\n');
  }

  onHead(head: H): Body {
    this.#silent = 0;
    this.#lines.push(`head ${this.#say(head)} ${JSON.stringify(head.headers)}`);
    return this.#bodyOf(head);
  }

  onBody(content: Uint8Array): void {
    this.#silent = 0;
    this.#body += Buffer.from(content).toString('latin1');
  }

  onTrailers(headers: Headers): void {
    this.#silent = 0;
    this.#lines.push(`trailers ${JSON.stringify(headers)}`);
  }

  onMessageEnd(): void {
    this.#silent = 0;
    this.#lines.push(`body ${this.#body}`, 'end');
    this.#body = '';
  }
}

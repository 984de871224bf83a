import { isConnectionBound } from './connection-bound.ts';
import { Seen } from './fields.ts';
import { Body, requestBody, type RequestHead, type ResponseHead } from './head.ts';

/** What says that there is content, or may be, or that this is not to stay HTTP. */
const doubtfulFields = Seen.upgrade | Seen.expect | Seen.contentLength | Seen.transferEncoding;

/** The request was not understood, or not read to its end: what the server takes for its rest may be answered, too. */
const notUnderstood: ReadonlySet<number> = new Set([400, 408, 411, 413, 414, 417, 426, 431]);

/**
 * Whether the request leaves nothing on its leg that keeps it from other clients: it has no content, not even an empty one, that servers could delimit
 * otherwise, and is not HEAD, which some answer with content.
 */
export function requestKeepsServer(head: RequestHead): boolean {
  const isSimple = (head.method === 'GET' || head.method === 'OPTIONS') && head.minor === 1 && requestBody(head) === Body.none;
  return isSimple && (head.seen & doubtfulFields) === 0 && !isConnectionBound(head);
}

/**
 * The same of an answer, whose content is delimited as `body` says: its end is said by itself. That of a 204 or a 304 is in the status alone, and some
 * servers send content nevertheless.
 */
export function answerKeepsServer(head: ResponseHead, body: Body): boolean {
  const hasEnd = body === Body.length || body === Body.chunked || (head.contentLength === 0 && head.status !== 204 && head.status !== 304);
  const isDoubtful = head.status >= 500 || notUnderstood.has(head.status) || (head.seen & (Seen.upgrade | Seen.proxyConnection)) !== 0;
  return hasEnd && !isDoubtful && head.minor === 1 && !head.close && !isConnectionBound(head);
}

import { SERVER, type LocalAnswers } from '@weir/core';
import { requestFacts, type AcceptedRequest, type Exchange } from './exchange.ts';

/** Answers `request` in a server's place: records it, whole, and gives the bytes for the client. `close`: the connection ends with it. */
export function localResponse(exchange: Exchange, request: AcceptedRequest, local: LocalAnswers, close: boolean): Buffer {
  const { status, reason, headers: given, content } = local.answer(requestFacts(request));
  const headers = ['Server', 'weir', ...given, 'Content-Length', String(content.length), ...(close ? ['Connection', 'close'] : [])];
  const head = Buffer.from(`HTTP/1.1 ${status} ${reason}\r\n${lines(headers)}\r\n`, 'latin1');
  // RFC 9110, 9.3.2: as to GET, without the content.
  const hasContent = exchange.method !== 'HEAD';
  exchange.tap.response({ status, reason, headers, httpVersion: 'HTTP/1.1' });
  if (hasContent) exchange.body(SERVER, content);
  exchange.complete();
  return hasContent ? Buffer.concat([head, content]) : head;
}

function lines(headers: readonly string[]): string {
  let text = '';
  for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return text;
}

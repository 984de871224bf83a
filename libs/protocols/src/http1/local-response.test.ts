import { Playbook } from '@weir/testing';
import { hereAnswers } from '../../test/local-answers.ts';
import { originRoute } from '../../test/parts.ts';
import { Exchange, type AcceptedRequest } from './exchange.ts';
import { parseRequestHead } from './head.ts';
import { localResponse } from './local-response.ts';
import { TargetFinder } from './target-finder.ts';

function asked(method: string): { readonly book: Playbook; readonly exchange: Exchange; readonly request: AcceptedRequest } {
  const book = new Playbook();
  const head = parseRequestHead(`${method} /a?b HTTP/1.1\r\nHost: here.test\r\n\r\n`);
  const request = { head, text: head.text, target: new TargetFinder(book.conn, originRoute, hereAnswers).find(head), keepsServer: false };
  return { book, request, exchange: new Exchange(book.conn, book.recorder, request) };
}

test('is a whole response, its length that of the content, and a whole flow', () => {
  const { book, exchange, request } = asked('GET');
  expect(localResponse(exchange, request, hereAnswers, false).toString()).toBe(
    'HTTP/1.1 200 OK\r\nServer: weir\r\nContent-Type: text/plain\r\nContent-Length: 20\r\n\r\nGET here.test:80/a?b',
  );
  book.expectFlows({
    response: { status: 200, reason: 'OK', httpVersion: 'HTTP/1.1', headers: ['Server', 'weir', 'Content-Type', 'text/plain', 'Content-Length', '20'] },
    body: { server: 'GET here.test:80/a?b' },
    outcome: 'complete',
  });
});

test('to HEAD it is the head alone, with the content\'s length', () => {
  const { book, exchange, request } = asked('HEAD');
  expect(localResponse(exchange, request, hereAnswers, false).toString()).toMatch(/\r\nContent-Length: 21\r\n\r\n$/);
  book.expectFlows({ body: {}, outcome: 'complete' });
});

test('says close only where the connection ends', () => {
  const { exchange, request } = asked('GET');
  expect(localResponse(exchange, request, hereAnswers, true).toString()).toContain('\r\nConnection: close\r\n\r\n');
});

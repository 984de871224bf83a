import { exampleOrigin, Playbook } from '@weir/testing';
import { hereAnswers } from '../test/local-answers.ts';
import { HttpStub, originRoute } from '../test/parts.ts';
import type { HandlerParts } from './index.ts';
import { defaultProtocolOptions, standardProtocols } from './index.ts';

function begun(settings: Partial<Parameters<typeof standardProtocols>[0]> = {}): { book: Playbook; parts: HandlerParts[] } {
  const parts: HandlerParts[] = [];
  const http = (given: HandlerParts) => (parts.push(given), new HttpStub(given));
  const book = new Playbook({ destination: exampleOrigin }).start(({ conn, io, recorder }) => standardProtocols({ recorder, http, ...settings }).start(conn, io, originRoute));
  return { book: book.client('GET / HTTP/1.1\r\n'), parts };
}

test('begins with the sniffer, which makes the HTTP handler that it was given', () => {
  const { book, parts } = begun();
  expect(book.effects).toContainEqual(['become', 'HttpStub']);
  expect(parts).toMatchObject([{ conn: book.conn, route: originRoute, options: defaultProtocolOptions, limits: { headBytes: 65_536 } }]);
});

test('options and limits are the defaults where they are not given', () => {
  const { book, parts } = begun({ options: { connectionStrategy: 'lazy' }, limits: { headBytes: 100 } });
  expect(book.effects.some(([name]) => name === 'open')).toBe(false);
  expect(parts).toMatchObject([{ options: { ...defaultProtocolOptions, connectionStrategy: 'lazy' }, limits: { headBytes: 100, trailerBytes: 16_384 } }]);
});

test('nobody is connected to ahead for what is answered here, and HTTP is told of it', () => {
  const { book, parts } = begun({ local: { ...hereAnswers, isFor: (host) => host === exampleOrigin.host } });
  expect(book.effects.some(([name]) => name === 'open')).toBe(false);
  expect(parts[0]).toMatchObject({ local: { answer: hereAnswers.answer } });
  expect(begun({ local: hereAnswers }).book.effects).toContainEqual(['open', 'example.com:80']);
});

test('what is inside a tunnel begins anew, in the same way', () => {
  const { book, parts } = begun();
  const [given] = parts;
  book.io.become(given?.protocols.start(book.conn, book.io, originRoute) as never);
  expect(book.effects.at(-1)).toEqual(['become', 'Sniffer']);
});

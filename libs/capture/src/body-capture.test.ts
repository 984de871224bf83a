import { BodyCapture, bodyRecord } from './body-capture.ts';

test('keeps copies, and gives them out as one piece', () => {
  const body = new BodyCapture();
  const bytes = Buffer.from('abc');
  body.keep(bytes);
  bytes.fill(0);
  body.keep(Buffer.from('de'));
  expect([body.captured, body.held, Buffer.concat(body.parts).toString()]).toEqual([5, 5, 'abcde']);
  const scratch = new Uint8Array(8);
  expect(Buffer.from(body.drain(scratch)).toString()).toBe('abcde');
  expect([body.captured, body.held, body.parts]).toEqual([5, 0, []]);
});

test('a single part needs no scratch', () => {
  const body = new BodyCapture();
  body.keep(Buffer.from('abc'));
  expect(Buffer.from(body.drain(new Uint8Array(0))).toString()).toBe('abc');
});

test('no body is an empty one', () => {
  expect(bodyRecord(undefined)).toEqual({ size: 0, captured: 0, parts: [] });
});

import { beginsAsJson, bodyKind, fieldOf } from './body-kind.ts';

test.each([
  ['application/json', 'json'], ['Application/JSON; charset=utf-8', 'json'], ['application/problem+json', 'json'], ['application/x-ndjson', 'json'], ['application/ndjson', 'json'], ['application/geo+json-seq', 'json'],
  ['application/json-seq', 'json'], ['application/jsonl', 'json'], ['text/json', 'json'], ['application/csp-report', 'json'], ['text/html, application/json', 'json'],
  ['application/x-www-form-urlencoded;charset=UTF-8', 'form'], ['', 'perhaps-json'], ['text/plain; charset=utf-8', 'perhaps-json'], ['application/octet-stream', 'perhaps-json'],
  ['text/html', 'other'], ['application/jsonp', 'other'], ['multipart/form-data; boundary=a', 'other'], ['text/event-stream', 'other'],
])('%s is %s', (type, kind) => {
  expect(bodyKind(type)).toBe(kind);
});

test.each([['{', true], [' \r\n[', true], ['\ufeff{', true], ['\x1e{', true], ['a{', false], ['"', false], ['', undefined], ['  ', undefined]])('%j begins as JSON: %s', (text, begins) => {
  expect(beginsAsJson(Buffer.from(text))).toBe(begins);
});

test('fields by name, in any case, joined', () => {
  expect(fieldOf(['A', '1', 'b', '2', 'a', '3'], 'a')).toBe('1, 3');
  expect(fieldOf(['A', '1'], 'b')).toBe('');
});

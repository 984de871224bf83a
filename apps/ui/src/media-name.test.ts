import { mediaName } from './media-name.ts';

test.each([
  ['application/json; charset=utf-8', 'json'], ['application/problem+json', 'json'], ['image/svg+xml', 'svg'], ['IMAGE/PNG', 'png'], ['text/javascript', 'js'],
  ['application/x-www-form-urlencoded', 'form'], ['application/vnd.ms-excel', 'ms-excel'], ['application/x-tar', 'tar'], ['nonsense', ''], ['', ''], [undefined, ''],
  ['application/openxmlformats-officedocument', 'openxmlformats-o'],
])('%s: %s', (type, name) => {
  expect(mediaName(type)).toBe(name);
});

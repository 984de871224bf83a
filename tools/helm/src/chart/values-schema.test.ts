import { schemaCheck } from './values-schema.ts';

const check = schemaCheck({
  type: 'object', additionalProperties: false,
  properties: {
    port: { type: 'integer', minimum: 1024, description: 'a port from 1024 on' },
    kind: { enum: ['a', 'b'] },
    list: { type: 'array', items: { type: 'object', additionalProperties: false, properties: { name: { type: 'string', pattern: '^[a-z]+$' } }, required: ['name'] } },
    named: { type: 'object', propertyNames: { pattern: '^[a-z/]+$' }, additionalProperties: { type: 'boolean' } },
  },
});

test('nothing to say', () => {
  expect(check({ port: 8080, kind: 'a', list: [{ name: 'x' }] })).toEqual([]);
});

test.each([
  [{ port: 80 }, 'port: must be >= 1024 (a port from 1024 on)'],
  [{ port: '8080' }, 'port: must be integer (a port from 1024 on)'],
  [{ kind: 'c' }, 'kind: must be one of a, b'],
  [{ prot: 1 }, '(root): "prot" is unknown'],
  [{ list: [{ name: 'x' }, {}] }, "list.1: must have required property 'name'"],
  [{ list: [{ name: 'X' }] }, 'list.0.name: must match pattern "^[a-z]+$"'],
  [{ named: { A: true } }, 'named: "A" is no name for it'],
  [{ named: { 'a/b': 1 } }, 'named.a/b: must be boolean'],
])('%j', (values, finding) => {
  expect(check(values)).toContain(finding);
});

import { TemplateError } from './template-error.ts';

test('says where', () => {
  const error = new TemplateError({ file: 'weir/templates/a.yaml', line: 7 }, 'nothing is there to write');
  expect([error.message, error.name, error.where.line]).toEqual(['weir/templates/a.yaml:7: nothing is there to write', 'TemplateError', 7]);
});

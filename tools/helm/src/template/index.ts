export { evaluate } from './evaluate.ts';
export type { Templates } from './nodes.ts';
export { parseTemplates } from './parse.ts';
export { TemplateError } from './template-error.ts';
export { fromJson, GoStruct } from './value.ts';

export { evaluate } from './evaluate.ts';
export { functions } from './functions/index.ts';
export type { Templates } from './nodes.ts';
export { parseTemplates } from './parse.ts';
export { TemplateError } from './template-error.ts';
export { fromJson, GoStruct, type GoMap, type Value } from './value.ts';

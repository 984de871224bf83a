import { collections } from './collections.ts';
import type { TemplateFunction } from './function.ts';
import { logic } from './logic.ts';
import { numbers } from './numbers.ts';
import { strings } from './strings.ts';

/** What templates may call, besides `include`, `and` and `or`. Null prototype: `constructor` is none. */
export const functions: Readonly<Record<string, TemplateFunction>> = Object.assign(Object.create(null), logic, numbers, strings, collections);

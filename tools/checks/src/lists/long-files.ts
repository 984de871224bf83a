import type { LongFiles } from '../rules/file-at-most-400-lines.ts';

/** None. */
export const longFiles: LongFiles = {};

import { fileURLToPath } from 'node:url';

/** The repository that this file is in, without a slash at its end. */
export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

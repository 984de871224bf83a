import type { LocalAnswers } from '@weir/core';

/** Answers for `here.test`: what it is asked, as content. */
export const hereAnswers: LocalAnswers = {
  isFor: (host) => host.toLowerCase() === 'here.test',
  answer: ({ method, path, host, port }) => ({
    status: 200, reason: 'OK', headers: ['Content-Type', 'text/plain'], content: Buffer.from(`${method} ${host}:${port}${path}`),
  }),
};

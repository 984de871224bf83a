import { ProxyError } from '@weir/core';
import { Playbook } from '@weir/testing';
import { recordFailure } from './record-failure.ts';

test('a connection that came to nothing is one tcp flow in error', () => {
  const book = new Playbook();
  recordFailure(book.recorder, book.conn, new ProxyError('tls-client-rejected', 'unknown ca'));
  book.expectFlows({ type: 'tcp', outcome: 'tls-client-rejected', messages: [] });
});

import { ProxyError } from '@weir/core';
import { Playbook } from '@weir/testing';
import { partsFor } from '../test/parts.ts';
import { recordFailure } from './record-failure.ts';

const refused = new ProxyError('tls-client-rejected', 'unknown ca');

test('a connection that came to nothing is one tcp flow in error', () => {
  const book = new Playbook();
  recordFailure(partsFor(book), refused);
  book.expectFlows({ type: 'tcp', outcome: 'tls-client-rejected', messages: [] });
});

test('one that was a flow already ends that', () => {
  const book = new Playbook();
  recordFailure({ ...partsFor(book), flow: book.recorder.flow(book.conn, 'tcp') }, refused);
  book.expectFlows({ type: 'tcp', outcome: 'tls-client-rejected' });
});

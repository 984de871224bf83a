import { publisherContract } from '../../test/publisher-contract.ts';
import { memoryBus } from './memory-bus.ts';

publisherContract('the memory bus', (options) => {
  const bus = memoryBus(options);
  return { ...bus, close: () => bus.publisher.close() };
});

export type { BatchMessage, Consumer, Deliver, Delivery, Publisher, Settled } from './bus.ts';
export { embeddedConsumer, type EmbeddedConsumerOptions } from './embedded/consumer.ts';
export { embeddedPublisher, type EmbeddedPublisher, type EmbeddedPublisherOptions } from './embedded/publisher.ts';
export { memoryBus, type MemoryBus, type MemoryBusOptions } from './memory/memory-bus.ts';

export type { BatchMessage, Consumer, Deliver, Delivery, Publisher, Settled } from './bus.ts';
export { ipcChannel, type Channel, type IpcEnd } from './channel/channel.ts';
export { channelPublisher, type ChannelPublisherOptions } from './channel/publisher.ts';
export { relayBatches } from './channel/relay.ts';
export { embeddedConsumer, type EmbeddedConsumerOptions } from './embedded/consumer.ts';
export { embeddedPublisher, type EmbeddedPublisher, type EmbeddedPublisherOptions } from './embedded/publisher.ts';
export { memoryBus, type MemoryBus, type MemoryBusOptions } from './memory/memory-bus.ts';

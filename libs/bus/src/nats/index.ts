export { connectionOptions, NatsSettingsError, type NatsSettings } from './settings.ts';
export { NatsLink, type LinkNews, type LinkOptions } from './link.ts';
export { natsPublisher, type NatsPublisher, type NatsPublisherOptions } from './publisher.ts';
export { natsConsumer, type NatsConsumerOptions } from './consumer.ts';
export { ensureStream, type StreamSettings } from './stream.ts';
export { liveBatches, type LiveBatches } from './live.ts';
export { flowSubject } from './subjects.ts';
export { openLink, type LinkOwner } from './open-link.ts';

export type { BatchMessage, Consumer, Delivery, Publisher } from './bus.ts';

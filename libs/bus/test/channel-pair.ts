import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { Channel } from '../src/channel/channel.ts';

/** Both ends of a channel in one process; closing one closes the other. */
export function channelPair(): { readonly near: Channel; readonly far: Channel; close(): void } {
  const { port1, port2 } = new MessageChannel();
  return { near: overPort(port1), far: overPort(port2), close: () => port1.close() };
}

function overPort(port: MessagePort): Channel {
  return {
    send: (mail) => port.postMessage(mail),
    onMail: (listener) => void port.on('message', listener),
    onClose: (listener) => void port.on('close', listener),
  };
}

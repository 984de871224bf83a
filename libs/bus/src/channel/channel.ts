import type { BatchMail, SettledMail } from './messages.ts';

/** A connection to another process that carries structured messages whole and in their order. */
export interface Channel {
  /** Never throws, never waits; goes nowhere once the other end is gone. */
  send(mail: BatchMail | SettledMail): void;
  onMail(listener: (mail: BatchMail | SettledMail) => void): void;
  /** The other end is gone, now or already. */
  onClose(listener: () => void): void;
}

/** What `process` and a ChildProcess have in common, as far as IPC goes. */
export interface IpcEnd {
  readonly connected: boolean;
  send?(message: object, callback: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
}

/** The channel between a process and its child (`fork` with `serialization: 'advanced'`). Other messages may share it: they need a `type` of their own. */
export function ipcChannel(end: IpcEnd): Channel {
  return {
    send: (mail) => {
      if (end.connected) end.send?.(mail, ignore);
    },
    onMail: (listener) => void end.on('message', (message) => {
      if (isMail(message)) listener(message);
    }),
    onClose: (listener) => {
      if (end.connected) end.on('disconnect', listener);
      else queueMicrotask(listener);
    },
  };
}

function isMail(message: unknown): message is BatchMail | SettledMail {
  const type = (message as { readonly type?: unknown } | null)?.type;
  return type === 'batch' || type === 'settled';
}

function ignore(): void {
  // What could not be sent is settled by the close that follows.
}
